package io.switchgear.tools.nmap;

import io.switchgear.tool.CostEstimate;

/**
 * Estimates the duration of a scan. The rates were measured on a local network and are accurate to
 * an order of magnitude, because the duration depends on how many ports respond.
 */
final class NmapCost {

  /** Total probes per second by nmap's timing template, from paranoid to insane. */
  private static final double[] RATES = {1 / 300.0, 1 / 15.0, 2.5, 1_000, 3_000, 5_000};

  private static final double DISCOVERED_PER_SECOND = 200;

  /**
   * A host's rate limit for ICMP: closed UDP ports respond about once a second (RFC 1812, 4.3.2.8).
   */
  private static final double UDP_PER_HOST_AND_SECOND = 1;

  private static final double START_SECONDS = 0.2;
  private static final double SERVICES_SECONDS = 8;
  private static final double OS_SECONDS = 4;
  private static final double SCRIPTS_SECONDS = 5;
  private static final int HOST_GROUP = NmapCommand.HOST_GROUP;

  private NmapCost() {}

  static CostEstimate of(NmapArguments arguments, long hosts) {
    if (arguments.discoversOnly()) {
      return new CostEstimate(hosts, 0, START_SECONDS + hosts / DISCOVERED_PER_SECOND);
    }
    int ports = arguments.effectivePorts().count();
    double groups = Math.ceil((double) hosts / HOST_GROUP);
    double perGroup =
        udpPorts(arguments) / UDP_PER_HOST_AND_SECOND
            + (arguments.detectsServices() ? SERVICES_SECONDS : 0)
            + (arguments.detectsOs() ? OS_SECONDS : 0)
            + (arguments.effectiveScripts().isEmpty() ? 0 : SCRIPTS_SECONDS);
    double seconds =
        START_SECONDS
            + (double) hosts * ports / RATES[arguments.effectiveTiming()]
            + groups * perGroup;
    return new CostEstimate(hosts, ports, seconds);
  }

  private static int udpPorts(NmapArguments arguments) {
    return arguments.effectivePorts().udp().stream()
        .mapToInt(range -> range.last() - range.first() + 1)
        .sum();
  }
}
