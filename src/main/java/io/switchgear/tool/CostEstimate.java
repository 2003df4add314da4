package io.switchgear.tool;

/**
 * How large a planned run is. The time is a rough expectation, right to an order of magnitude: it
 * decides whether a call is worth a job or a task, and nothing about safety.
 *
 * @param hosts that are asked
 * @param ports that are asked of each host; 0 if only hosts are looked for
 * @param seconds expected duration
 */
public record CostEstimate(long hosts, int ports, double seconds) {

  /** For tools that answer at once. */
  public static final CostEstimate NONE = new CostEstimate(0, 0, 0);

  /** Hosts times ports. */
  public long probes() {
    return hosts * Math.max(1, ports);
  }

  /** The same work for another number of hosts. */
  CostEstimate of(long others) {
    return new CostEstimate(others, ports, hosts == 0 ? seconds : seconds * others / hosts);
  }
}
