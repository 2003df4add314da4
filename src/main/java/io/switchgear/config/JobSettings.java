package io.switchgear.config;

import java.time.Duration;

/**
 * Scan jobs.
 *
 * @param maxHosts addresses of one job, 1 to 1,000,000,000
 * @param maxOpen jobs that have not ended, 1 to 100,000
 * @param maxOpenPerPrincipal of them, those of one principal, 1 to 100,000
 * @param maxRunning jobs that run at once and do not wait for something, 1 to 10,000
 * @param maxRunningPerPrincipal of them, those of one principal, 1 to 10,000
 * @param blockHosts addresses of one block, 1 to 1024
 * @param blocksPerTool blocks of one tool that a node runs at once, 1 to 1000; never more than the
 *     tool's bulkhead admits
 * @param blockTimeout after which the block of a silent worker is taken back, 5 s to 1 h
 * @param rate packets per second of all jobs together
 * @param schedules jobs that start by the clock
 * @param retention how long jobs that have ended are kept
 */
public record JobSettings(
    long maxHosts,
    int maxOpen,
    int maxOpenPerPrincipal,
    int maxRunning,
    int maxRunningPerPrincipal,
    int blockHosts,
    int blocksPerTool,
    Duration blockTimeout,
    Rate rate,
    Schedules schedules,
    Retention retention) {

  /**
   * Packets per second that all jobs together may send; 0 for no limit.
   *
   * @param perPrefix to one /24 of IPv4 or one /48 of IPv6, from all nodes of a cluster together
   * @param perNode from one node
   */
  public record Rate(int perPrefix, int perNode) {

    public static final int MOST = 10_000_000;

    public Rate {
      new Check().range("perPrefix", perPrefix, 0, MOST).range("perNode", perNode, 0, MOST).done();
    }
  }

  /**
   * Schedules.
   *
   * @param grace how late a run may start before it counts as missed, 1 s to 1 h
   * @param max schedules in all, 1 to 100,000
   * @param maxPerPrincipal schedules of one principal, 1 to 100,000
   */
  public record Schedules(Duration grace, int max, int maxPerPrincipal) {

    public Schedules {
      new Check()
          .range("grace", grace, Duration.ofSeconds(1), Duration.ofHours(1))
          .range("max", max, 1, 100_000)
          .range("maxPerPrincipal", maxPerPrincipal, 1, 100_000)
          .done();
    }
  }

  /**
   * How long jobs that have ended are kept. A schedule's own values take their place for its jobs.
   *
   * @param age since the end of the job, 1 h to 3660 d
   * @param perName jobs of one principal with the same name, and of one schedule, 1 to 10,000
   * @param interval between two sweeps, 1 m to 1 d
   */
  public record Retention(Duration age, int perName, Duration interval) {

    public Retention {
      new Check()
          .range("age", age, Duration.ofHours(1), Duration.ofDays(3_660))
          .range("perName", perName, 1, 10_000)
          .range("interval", interval, Duration.ofMinutes(1), Duration.ofDays(1))
          .done();
    }
  }

  public JobSettings {
    new Check()
        .allowed(
            maxHosts >= 1 && maxHosts <= 1_000_000_000, "maxHosts", maxHosts, "1 to 1000000000")
        .range("maxOpen", maxOpen, 1, 100_000)
        .range("maxOpenPerPrincipal", maxOpenPerPrincipal, 1, 100_000)
        .range("maxRunning", maxRunning, 1, 10_000)
        .range("maxRunningPerPrincipal", maxRunningPerPrincipal, 1, 10_000)
        .range("blockHosts", blockHosts, 1, 1024)
        .range("blocksPerTool", blocksPerTool, 1, 1000)
        .range("blockTimeout", blockTimeout, Duration.ofSeconds(5), Duration.ofHours(1))
        .done();
  }
}
