package io.switchgear.tools.nmap;

import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Script;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.PortTally;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Builds a port from a {@code port} element. */
final class PortBuilder {

  private static final int BANNER_CHARS = 1_024;
  private static final int MAX_CPES = 10;

  /** The response to the null probe in a service fingerprint, which is the service's banner. */
  private static final Pattern NULL_PROBE_RESPONSE =
      Pattern.compile("r\\(NULL,[0-9A-Fa-f]+,\"((?:[^\"\\\\]|\\\\.)*+)\"\\)");

  private final TextBudget budget;
  private final int number;
  private final String protocol;
  private final List<String> cpes = new ArrayList<>();
  private final List<Script> scripts = new ArrayList<>();
  private String state = "unknown";
  private String reason = "";
  private String owner = "";
  private String banner = "";
  private Service service = Service.NONE;

  PortBuilder(int number, String protocol, TextBudget budget) {
    this.number = number;
    this.protocol = protocol;
    this.budget = budget;
  }

  /** Processes an element within the port; unknown elements are ignored. */
  void take(Element element) {
    switch (element.name()) {
      case "state" -> {
        state = HostBuilder.portState(element.text("state"));
        reason = element.line("reason");
      }
      case "owner" -> owner = element.line("name");
      case "service" -> service(element);
      default -> {}
    }
  }

  private void service(Element element) {
    service =
        new Service(
            element.line("name"),
            element.line("tunnel"),
            element.line("product"),
            element.line("version"),
            element.line("extrainfo"),
            element.line("hostname"),
            element.line("ostype"),
            element.line("devicetype"),
            element.line("method"),
            Math.clamp(element.whole("conf"), 0, 10),
            rpc(element),
            List.of());
    Matcher first = NULL_PROBE_RESPONSE.matcher(element.text("servicefp"));
    if (first.find()) {
      banner = budget.take(EscapedBytes.ofFingerprint(first.group(1)).strip(), BANNER_CHARS);
    }
  }

  private static String rpc(Element element) {
    String number = element.line("rpcnum");
    String low = element.line("lowver");
    String high = element.line("highver");
    if (number.isEmpty() && low.isEmpty()) {
      return element.line("proto");
    }
    return (number + " version " + low + (high.isEmpty() || high.equals(low) ? "" : "-" + high))
        .strip();
  }

  void cpe(String text) {
    if (cpes.size() < MAX_CPES) {
      cpes.add(text);
    }
  }

  List<Script> scripts() {
    return scripts;
  }

  /** Adds the port to the list, or to the tally if only its state is known. */
  void finish(List<Port> listed, PortTally others, int maxListed) {
    Port port =
        new Port(
            number,
            protocol,
            state,
            reason,
            service.withCpe(cpes),
            owner,
            banner,
            List.copyOf(scripts));
    if (port.isWorthListing() && listed.size() < maxListed) {
      listed.add(port);
    } else {
      others.add(state, reason, protocol, number);
    }
  }
}
