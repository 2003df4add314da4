package io.switchgear.tools.nmap;

import io.switchgear.scope.PortSet;
import io.switchgear.scope.ScopeQuery;
import io.switchgear.tool.ToolCall;
import io.switchgear.tools.ports.PortSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The ports that nmap may probe for a call, for the rules about ports. Where the server cannot know
 * them, they are more than nmap probes, never fewer.
 */
final class ProbedPorts {

  /** Ports that nmap's host discovery probes unless flags select others. */
  private static final PortSet DISCOVERY = PortSet.tcp(80, 80).plus(PortSet.tcp(443, 443));

  /** The port of -PS and -PA without a value. */
  private static final PortSet TCP_PING = PortSet.tcp(80, 80);

  /** The port of -PU without a value. */
  private static final PortSet UDP_PING = PortSet.udp(40_125, 40_125);

  private static final PortSet ALL_TCP = PortSet.tcp(1, PortSet.MAX);
  private static final PortSet ALL_UDP = PortSet.udp(1, PortSet.MAX);

  private static final String EXCLUDED = "--exclude-ports";

  private final NmapArguments arguments;
  private final List<String> hints = new ArrayList<>();

  private ProbedPorts(NmapArguments arguments) {
    this.arguments = arguments;
  }

  static ScopeQuery query(ToolCall call, NmapArguments arguments) {
    ProbedPorts probed = new ProbedPorts(arguments);
    PortSet ports = probed.ports();
    return new ScopeQuery(call.caller().name(), NmapTool.NAME, ports, probed.hints);
  }

  private PortSet ports() {
    if (arguments.detectsOs() || !arguments.effectiveScripts().isEmpty()) {
      hints.add(
          "os_detection and scripts (also those of the template) count as all ports, because they"
              + " choose ports themselves: leave them out");
      return PortSet.ALL;
    }
    PortSet ports = scanned().plus(discovery());
    return arguments
        .extra()
        .value(EXCLUDED)
        .map(excluded -> ports.minus(listed(excluded, isUdp())))
        .orElse(ports);
  }

  private PortSet scanned() {
    PortSpec spec = arguments.effectivePorts();
    if (arguments.discoversOnly()) {
      return PortSet.NONE;
    }
    if (spec.top() > 0) {
      hints.add(
          "templates and top:N count as all ports, because nmap ranks ports itself: name the ports"
              + " in \"ports\", or exclude some with extra_args --exclude-ports");
      return isUdp() ? ALL_UDP : ALL_TCP;
    }
    return spec.listed();
  }

  private boolean isUdp() {
    return arguments.technique().filter(Technique.UDP::equals).isPresent();
  }

  private PortSet discovery() {
    if (arguments.skipHostDiscovery()) {
      return PortSet.NONE;
    }
    List<Flag> flags = arguments.extra().flags().stream().filter(Flag::isHostDiscovery).toList();
    if (flags.isEmpty()) {
      hints.add(
          "host discovery probes ports 80 and 443: set skip_host_discovery, or choose its ports"
              + " with extra_args, such as -PS22");
      return DISCOVERY;
    }
    PortSet ports = PortSet.NONE;
    for (Flag flag : flags) {
      String value = arguments.extra().value(flag.name()).orElse("");
      ports =
          switch (flag.name()) {
            case "-PS", "-PA" -> ports.plus(value.isEmpty() ? TCP_PING : listed(value, false));
            case "-PU" -> ports.plus(value.isEmpty() ? UDP_PING : listed(value, true));
            case String icmp -> ports;
          };
    }
    return ports;
  }

  private static PortSet listed(String text, boolean udp) {
    return switch (PortSpec.read(text, udp)) {
      case PortSpec.Reading.Ports read -> read.spec().listed();
      case PortSpec.Reading.Unreadable bad ->
          throw new IllegalStateException("the grammar of flags accepts " + text);
    };
  }
}
