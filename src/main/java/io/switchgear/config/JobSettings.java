package io.switchgear.config;

import java.time.Duration;

/**
 * Scan jobs.
 *
 * @param maxHosts addresses of one job, 1 to 1,000,000,000
 * @param maxOpen jobs that have not ended, 1 to 100,000
 * @param maxOpenPerPrincipal of them, those of one principal, 1 to 100,000
 * @param maxRunning jobs that run at once, 1 to 10,000
 * @param maxRunningPerPrincipal of them, those of one principal, 1 to 10,000
 * @param blockHosts addresses of one block, 1 to 1024
 * @param blocksPerTool blocks of one tool that a node runs at once, 1 to 1000; never more than the
 *     tool's bulkhead admits
 * @param blockTimeout after which the block of a silent worker is taken back, 5 s to 1 h
 * @param rate packets per second of all jobs together
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
    Rate rate) {

  /**
   * Packets per second that all jobs together may send; 0 for no limit.
   *
   * @param perPrefix to one /24 of IPv4 or one /48 of IPv6
   * @param perNode from one node
   */
  public record Rate(int perPrefix, int perNode) {

    public static final int MOST = 10_000_000;

    public Rate {
      new Check().range("perPrefix", perPrefix, 0, MOST).range("perNode", perNode, 0, MOST).done();
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
