package io.switchgear.tool;

/**
 * The size of a planned run. The time is a rough estimate, correct to an order of magnitude: it
 * decides whether a call becomes a job or a task, and is not used for safety.
 *
 * @param hosts number of hosts to probe
 * @param ports number of ports per host; 0 for host discovery only
 * @param seconds expected duration
 */
public record CostEstimate(long hosts, int ports, double seconds) {

  /** For tools that answer at once. */
  public static final CostEstimate NONE = new CostEstimate(0, 0, 0);

  /** Hosts times ports. */
  public long probes() {
    return hosts * Math.max(1, ports);
  }

  /** The estimate for another number of hosts. */
  CostEstimate of(long others) {
    return new CostEstimate(others, ports, hosts == 0 ? seconds : seconds * others / hosts);
  }
}
