package io.switchgear.scan.plan;

/** Divides a job's packets per second among its blocks. */
public final class RateShare {

  /** A block's share must be enough to scan one host within it. */
  private static final int SECONDS_PER_HOST = 60;

  private RateShare() {}

  /**
   * How many blocks may run at once.
   *
   * @param rate packets per second of the job; at least 1
   * @param ports of each host
   * @param most without a limit of packets; at least 1
   * @return 1 to {@code most}, and at most {@code rate}
   */
  public static int parallel(int rate, int ports, int most) {
    long enough = (long) rate * SECONDS_PER_HOST / Math.max(1, ports);
    return Math.clamp(Math.min(enough, rate), 1, most);
  }

  /**
   * Seconds that one host takes at the rate of its block.
   *
   * @param most blocks at once
   */
  public static double secondsPerHost(int rate, int ports, int most) {
    return (double) Math.max(1, ports) / Math.max(1, rate / parallel(rate, ports, most));
  }
}
