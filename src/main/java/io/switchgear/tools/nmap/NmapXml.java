package io.switchgear.tools.nmap;

import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Script;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads nmap's XML (nmap.dtd, xmloutputversion 1.05) while nmap writes it. If the document breaks
 * off, complete parts are retained. Unknown elements are ignored.
 *
 * <p>Not thread-safe: use the results after {@link #read} has returned.
 */
final class NmapXml {

  /** Maximum nesting depth. nmap's is at most ten, apart from tables of scripts. */
  private static final int MAX_DEPTH = 100;

  private static final int MAX_TEXT_CHARS = 4 << 20;
  private static final int LINE_CHARS = 256;

  private final long maxHosts;
  private final int maxPorts;
  private final Listener listener;
  private final TextBudget budget = new TextBudget(MAX_TEXT_CHARS);
  private final List<Host> hosts = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private final List<Script> scripts = new ArrayList<>();
  private HostBuilder host;
  private StringBuilder cpe;
  private boolean inHint;
  private boolean complete;
  private boolean overflow;
  private double elapsedSeconds = -1;
  private String exit = "";
  private String error = "";

  /** Receives the progress of a scan. */
  interface Listener {
    /**
     * @param task nmap's name of the task, such as {@code Connect Scan}; sanitized
     * @param percent the task's progress, 0 to 100
     */
    void onTask(String task, double percent);

    void onHost();
  }

  NmapXml(long maxHosts, int maxPorts, Listener listener) {
    this.maxHosts = maxHosts;
    this.maxPorts = maxPorts;
    this.listener = listener;
  }

  /**
   * @throws IOException if the stream is not nmap's XML or is incomplete; the message says why
   */
  void read(InputStream stdout) throws IOException {
    // A lenient decoder: bytes that are not UTF-8 become replacement characters instead of an
    // error.
    InputStreamReader decoded = new InputStreamReader(stdout, StandardCharsets.UTF_8);
    try {
      XMLStreamReader xml = factory().createXMLStreamReader(new XmlCharacters(decoded));
      int depth = 0;
      while (!complete && xml.hasNext()) {
        int event = xml.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
          if (++depth > MAX_DEPTH) {
            throw new IOException("the XML nests more than " + MAX_DEPTH + " deep");
          }
          if (depth == 1 && !xml.getLocalName().equals("nmaprun")) {
            throw new IOException("the XML is not a run of nmap");
          }
          start(new Element(xml));
        } else if (event == XMLStreamConstants.END_ELEMENT) {
          depth--;
          end(xml.getLocalName(), depth);
        } else if (event == XMLStreamConstants.CHARACTERS && cpe != null) {
          cpe.append(xml.getText(), 0, Math.min(xml.getTextLength(), LINE_CHARS));
        }
      }
    } catch (XMLStreamException e) {
      throw new IOException(
          "the XML breaks off or is damaged: " + UntrustedText.line(e.getMessage(), LINE_CHARS), e);
    }
  }

  /** Whether the document is complete. */
  boolean complete() {
    return complete;
  }

  /** The complete hosts, in document order. */
  List<Host> hosts() {
    return List.copyOf(hosts);
  }

  /** Targets that nmap skipped because it found no route. */
  List<String> skipped() {
    return List.copyOf(skipped);
  }

  /** The output of scripts that ran before or after all hosts. */
  List<Script> scripts() {
    return List.copyOf(scripts);
  }

  /** Whether there were more hosts than requested; the excess is left out. */
  boolean overflow() {
    return overflow;
  }

  /** The duration of the scan in seconds, or a negative number if unknown. */
  double elapsedSeconds() {
    return elapsedSeconds;
  }

  /** nmap's exit status: {@code success}, {@code error}, or an empty string. */
  String exit() {
    return exit;
  }

  /** nmap's own error message, cleaned; or an empty string. */
  String error() {
    return error;
  }

  private void start(Element element) {
    if (inHint) {
      return;
    }
    switch (element.name()) {
      case "hosthint" -> inHint = true;
      case "host" -> host = new HostBuilder(element, maxPorts, budget);
      case "taskbegin" -> listener.onTask(element.line("task"), 0);
      case "taskend" -> listener.onTask(element.line("task"), 100);
      case "taskprogress" ->
          listener.onTask(element.line("task"), Math.clamp(element.number("percent"), 0, 100));
      case "target" -> {
        if (element.text("status").equals("skipped") && skipped.size() < maxHosts) {
          skipped.add(element.line("specification"));
        }
      }
      case "finished" -> {
        elapsedSeconds = element.number("elapsed");
        exit = element.line("exit");
        error = element.line("errormsg");
      }
      case "cpe" -> cpe = new StringBuilder();
      case "script" -> {
        if (host == null) {
          HostBuilder.add(element, scripts, budget);
        } else {
          host.script(element);
        }
      }
      default -> {
        if (host != null) {
          host.start(element);
        }
      }
    }
  }

  private void end(String element, int depth) {
    switch (element) {
      case "hosthint" -> inHint = false;
      case "cpe" -> {
        if (cpe != null && host != null) {
          host.cpe(cpe.toString());
        }
        cpe = null;
      }
      case "host" -> {
        if (host != null && host.hasAddress()) {
          finishHost(host.build());
        }
        host = null;
      }
      default -> {
        complete = depth == 0;
        if (host != null) {
          host.end(element);
        }
      }
    }
  }

  private void finishHost(Host finished) {
    if (hosts.size() >= maxHosts) {
      overflow = true;
      return;
    }
    hosts.add(finished);
    listener.onHost();
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    // nmap's document type is only a name, so no DTD is needed, internal or external.
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    return factory;
  }
}
