package io.switchgear.config;

import java.time.Duration;

/**
 * The built-in TCP connect scanner.
 *
 * @param maxHosts addresses in one call, 1 to 16,777,216
 * @param maxPorts ports in one call, for each host, 1 to 65,535
 * @param maxProbes hosts × ports in one call, 1 to 10^12
 * @param concurrency open sockets, 1 to 60,000; also bounded by the free file descriptors
 * @param rate new connections per second, 0 to 10,000,000; 0 means no limit
 * @param retries further attempts after silence, 0 to 10
 * @param connectTimeout longest wait for one connection, 10 ms to 60 s; the adaptive timeout stays
 *     below it
 * @param bannerBytes longest banner that is kept, 0 to 65,536
 * @param bannerWait longest wait for a banner, 0 s to 60 s
 */
public record PortScanSettings(
    long maxHosts,
    int maxPorts,
    long maxProbes,
    int concurrency,
    int rate,
    int retries,
    Duration connectTimeout,
    int bannerBytes,
    Duration bannerWait) {

  public PortScanSettings {
    new Check()
        .range("maxHosts", maxHosts, 1, 1 << 24)
        .range("maxPorts", maxPorts, 1, 65_535)
        .range("maxProbes", maxProbes, 1, 1_000_000_000_000L)
        .range("concurrency", concurrency, 1, 60_000)
        .range("rate", rate, 0, 10_000_000)
        .range("retries", retries, 0, 10)
        .range("connectTimeout", connectTimeout, Duration.ofMillis(10), Duration.ofSeconds(60))
        .range("bannerBytes", bannerBytes, 0, 65_536)
        .range("bannerWait", bannerWait, Duration.ZERO, Duration.ofSeconds(60))
        .done();
  }
}
