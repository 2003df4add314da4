package io.switchgear.tools.nmap;

import io.switchgear.tool.UntrustedText;
import io.switchgear.tools.report.ScanReport.Host;
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
 * Reads nmap's XML (nmap.dtd, xmloutputversion 1.05) while it is being written, and keeps what was
 * whole when it breaks off. Elements that it does not know are passed over.
 *
 * <p>Not safe for several threads: read what it found once {@link #read} has returned.
 */
final class NmapXml {

  /** nmap nests ten deep at most, apart from the tables of scripts. */
  private static final int MAX_DEPTH = 100;

  private static final int MAX_TEXT_CHARS = 4 << 20;
  private static final int MAX_SKIPPED = 100;
  private static final int LINE_CHARS = 256;

  private final long maxHosts;
  private final int maxPorts;
  private final Listener listener;
  private final HostBuilder.TextBudget budget = new HostBuilder.TextBudget(MAX_TEXT_CHARS);
  private final List<Host> hosts = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private final List<String> timedOut = new ArrayList<>();
  private HostBuilder host;
  private StringBuilder cpe;
  private boolean hostTimedOut;
  private boolean inHint;
  private boolean complete;
  private boolean overflow;
  private double elapsedSeconds = -1;
  private String exit = "";
  private String error = "";

  /** Learns of a scan's way. */
  interface Listener {
    /**
     * @param task nmap's name for it, such as {@code Connect Scan}; cleaned
     * @param percent of the task, 0 to 100
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
   * @throws IOException if this is not nmap's XML, or not all of it; the message says why
   */
  void read(InputStream stdout) throws IOException {
    // Our own decoder: bytes that are not UTF-8 become replacement characters instead of an error.
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
          start(xml);
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

  /** Whether the document came to its end. */
  boolean complete() {
    return complete;
  }

  /** The hosts that were whole, in the order of the document. */
  List<Host> hosts() {
    return List.copyOf(hosts);
  }

  /** Targets that nmap passed over, because it knew no way to them. */
  List<String> skipped() {
    return List.copyOf(skipped);
  }

  /** Hosts that nmap gave up at the host timeout. */
  List<String> timedOut() {
    return List.copyOf(timedOut);
  }

  /** Whether there were more hosts than asked for, which are left out. */
  boolean overflow() {
    return overflow;
  }

  /** Duration of the scan, or a negative number. */
  double elapsedSeconds() {
    return elapsedSeconds;
  }

  /** What nmap says of itself: {@code success}, {@code error}, or an empty string. */
  String exit() {
    return exit;
  }

  /** nmap's own error message, cleaned; or an empty string. */
  String error() {
    return error;
  }

  private void start(XMLStreamReader xml) {
    if (inHint) {
      return;
    }
    switch (xml.getLocalName()) {
      case "hosthint" -> inHint = true;
      case "host" -> {
        host = new HostBuilder(maxPorts, budget);
        hostTimedOut = attribute(xml, "timedout").equals("true");
      }
      case "taskbegin" -> listener.onTask(line(xml, "task"), 0);
      case "taskend" -> listener.onTask(line(xml, "task"), 100);
      case "taskprogress" ->
          listener.onTask(line(xml, "task"), Math.clamp(number(xml, "percent"), 0, 100));
      case "target" -> {
        if (attribute(xml, "status").equals("skipped") && skipped.size() < MAX_SKIPPED) {
          skipped.add(line(xml, "specification"));
        }
      }
      case "finished" -> {
        elapsedSeconds = number(xml, "elapsed");
        exit = line(xml, "exit");
        error = line(xml, "errormsg");
      }
      default -> {
        if (host != null) {
          startInHost(xml);
        }
      }
    }
  }

  private void startInHost(XMLStreamReader xml) {
    switch (xml.getLocalName()) {
      case "status" -> host.status(attribute(xml, "state"), attribute(xml, "reason"));
      case "address" -> {
        if (attribute(xml, "addrtype").startsWith("ipv")) {
          host.address(attribute(xml, "addr"));
        }
      }
      case "hostname" -> host.name(attribute(xml, "name"));
      case "extraports" -> host.otherPorts(attribute(xml, "state"), (int) number(xml, "count"));
      case "port" -> {
        double portId = number(xml, "portid");
        if (portId >= 0 && portId <= 65_535) {
          host.beginPort((int) portId, attribute(xml, "protocol"));
        }
      }
      case "script" -> host.script(attribute(xml, "id"), attribute(xml, "output"));
      case "osmatch" -> host.osGuess(attribute(xml, "name"), (int) number(xml, "accuracy"));
      default -> {
        if (host.inPort()) {
          startInPort(xml);
        }
      }
    }
  }

  private void startInPort(XMLStreamReader xml) {
    switch (xml.getLocalName()) {
      case "state" -> host.portState(attribute(xml, "state"), attribute(xml, "reason"));
      case "service" ->
          host.service(
              attribute(xml, "tunnel"),
              attribute(xml, "name"),
              attribute(xml, "product"),
              attribute(xml, "version"),
              attribute(xml, "extrainfo"),
              attribute(xml, "servicefp"));
      case "cpe" -> cpe = new StringBuilder();
      default -> {}
    }
  }

  private void end(String element, int depth) {
    switch (element) {
      case "hosthint" -> inHint = false;
      case "port" -> {
        if (host != null && host.inPort()) {
          host.endPort();
        }
      }
      case "cpe" -> {
        if (cpe != null && host != null && host.inPort()) {
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
      default -> complete = depth == 0;
    }
  }

  private void finishHost(Host finished) {
    if (hosts.size() >= maxHosts) {
      overflow = true;
      return;
    }
    hosts.add(finished);
    if (hostTimedOut && timedOut.size() < MAX_SKIPPED) {
      timedOut.add(finished.address());
    }
    listener.onHost();
  }

  private static String attribute(XMLStreamReader xml, String name) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? "" : value;
  }

  private static String line(XMLStreamReader xml, String name) {
    return UntrustedText.line(attribute(xml, name), LINE_CHARS);
  }

  /** A number that is not one counts as -1. */
  private static double number(XMLStreamReader xml, String name) {
    String text = attribute(xml, name);
    return text.matches("[0-9]{1,10}(\\.[0-9]{1,10})?") ? Double.parseDouble(text) : -1;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    // nmap's own document type is a bare name: no declaration is ever needed, inner or outer.
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    return factory;
  }
}
