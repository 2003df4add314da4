package io.switchgear.tools.nmap;

import io.switchgear.tool.hosts.HostFindings.Hop;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.OsGuess;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Script;
import io.switchgear.tool.hosts.HostFindings.Traits;
import io.switchgear.tool.hosts.PortTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds a host from a {@code host} element with bounded, sanitized content. docs/nmap-xml.md lists
 * which parts of the document are used.
 */
final class HostBuilder {

  private static final int SCRIPT_CHARS = 16_384;
  private static final int MAX_NAMES = 10;
  private static final int MAX_SCRIPTS = 200;
  private static final int MAX_GUESSES = 10;
  private static final int MAX_HOPS = 64;

  private static final Pattern STATE = Pattern.compile("[a-z|]{1,32}");

  /** Reasons of a host that a router reported as unreachable. */
  private static final Set<String> UNREACHABLE =
      Set.of(
          "host-unreach",
          "net-unreach",
          "dest-unreach",
          "host-prohibited",
          "net-prohibited",
          "admin-prohibited");

  private final int maxPorts;
  private final TextBudget budget;
  private final boolean timedOut;
  private final List<String> names = new ArrayList<>();
  private final List<String> reverseNames = new ArrayList<>();
  private final List<Port> ports = new ArrayList<>();
  private final PortTally others = new PortTally();
  private final List<Script> scripts = new ArrayList<>();
  private final List<OsGuess> guesses = new ArrayList<>();
  private final List<Hop> trace = new ArrayList<>();
  private String address = "";
  private String mac = "";
  private String vendor = "";
  private String state = "unknown";
  private String reason = "";
  private long uptimeSeconds = -1;
  private String lastBoot = "";
  private int distance = -1;
  private PortBuilder port;
  private String extraState = "";
  private int extraCount;

  HostBuilder(Element host, int maxPorts, TextBudget budget) {
    this.timedOut = host.text("timedout").equals("true");
    this.maxPorts = maxPorts;
    this.budget = budget;
  }

  /** Whether the host has an address; a host without one cannot be reported. */
  boolean hasAddress() {
    return !address.isEmpty();
  }

  /** Processes an element within the host; unknown elements are ignored. */
  void start(Element element) {
    switch (element.name()) {
      case "status" -> {
        String text = element.text("state");
        state = text.equals("up") || text.equals("down") ? text : "unknown";
        reason = element.line("reason");
      }
      case "address" -> address(element);
      case "hostname" -> name(element);
      case "extraports" -> {
        extraState = portState(element.text("state"));
        extraCount = element.whole("count");
      }
      case "extrareasons" -> extraReasons(element);
      case "port" -> {
        int number = element.whole("portid");
        if (number >= 0 && number <= 65_535) {
          port = new PortBuilder(number, element.line("protocol"), budget);
        }
      }
      case "osmatch" -> {
        if (guesses.size() < MAX_GUESSES) {
          guesses.add(
              new OsGuess(
                  element.line("name"),
                  Math.clamp(element.whole("accuracy"), 0, 100),
                  List.of(),
                  List.of()));
        }
      }
      case "osclass" -> osClass(element);
      case "uptime" -> {
        uptimeSeconds = element.whole("seconds");
        lastBoot = element.line("lastboot");
      }
      case "distance" -> distance = element.whole("value");
      case "hop" -> {
        if (trace.size() < MAX_HOPS) {
          trace.add(
              new Hop(
                  Math.max(0, element.whole("ttl")),
                  element.line("ipaddr"),
                  element.line("host"),
                  element.line("rtt")));
        }
      }
      default -> {
        if (port != null) {
          port.take(element);
        }
      }
    }
  }

  void end(String element) {
    switch (element) {
      case "port" -> {
        if (port != null) {
          port.finish(ports, others, maxPorts);
        }
        port = null;
      }
      case "extraports" -> {
        // A count without reasons, as in the output of older versions.
        if (extraCount > 0) {
          others.add(extraState, "", "tcp", "", extraCount);
        }
        extraCount = 0;
      }
      default -> {}
    }
  }

  private void address(Element element) {
    if (element.text("addrtype").equals("mac")) {
      mac = element.line("addr");
      vendor = element.line("vendor");
    } else {
      address = element.line("addr");
    }
  }

  private void name(Element element) {
    String name = element.line("name");
    List<String> list = element.text("type").equals("user") ? names : reverseNames;
    if (!name.isEmpty() && list.size() < MAX_NAMES) {
      list.add(name);
    }
  }

  private void extraReasons(Element element) {
    int count = Math.clamp(element.whole("count"), 0, Math.max(0, extraCount));
    others.add(extraState, element.line("reason"), protocol(element), element.text("ports"), count);
    extraCount -= count;
  }

  private static String protocol(Element element) {
    String protocol = element.line("proto");
    return protocol.isEmpty() ? "tcp" : protocol;
  }

  private void osClass(Element element) {
    if (guesses.isEmpty()) {
      return;
    }
    String words =
        Stream.of("type", "vendor", "osfamily", "osgen")
            .map(element::line)
            .filter(word -> !word.isEmpty())
            .collect(Collectors.joining(", "));
    guesses.add(guesses.removeLast().withClass(words));
  }

  void cpe(String text) {
    String cpe = Element.lineOf(text);
    if (cpe.isEmpty()) {
      return;
    }
    if (port != null) {
      port.cpe(cpe);
    } else if (!guesses.isEmpty()) {
      guesses.add(guesses.removeLast().withCpe(cpe));
    }
  }

  void script(Element element) {
    add(element, port == null ? scripts : port.scripts(), budget);
  }

  static void add(Element element, List<Script> scripts, TextBudget budget) {
    if (scripts.size() < MAX_SCRIPTS) {
      String output = budget.take(element.text("output").strip(), SCRIPT_CHARS);
      scripts.add(new Script(element.line("id"), output));
    }
  }

  Host build() {
    return new Host(
        address,
        List.copyOf(names),
        state,
        reason,
        scan(),
        List.copyOf(ports),
        others.groups(),
        new Traits(
            List.copyOf(reverseNames),
            mac,
            vendor,
            uptimeSeconds,
            lastBoot,
            distance,
            List.copyOf(guesses),
            List.copyOf(trace),
            List.copyOf(scripts)));
  }

  private Scan scan() {
    if (timedOut) {
      return Scan.TIMED_OUT;
    }
    return state.equals("down") && UNREACHABLE.contains(reason) ? Scan.UNREACHABLE : Scan.COMPLETE;
  }

  static String portState(String text) {
    return STATE.matcher(text).matches() ? text : "unknown";
  }
}
