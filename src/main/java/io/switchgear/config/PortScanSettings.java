package io.switchgear.config;

import java.time.Duration;

/**
 * The built-in connect scanner.
 *
 * @param maxHosts addresses in one call
 * @param maxPorts ports in one call, per host
 * @param maxProbes hosts × ports in one call
 * @param concurrency sockets in flight, also bounded by the free file descriptors
 * @param rate new connections per second; 0 means as fast as it goes
 * @param retries further attempts after silence
 * @param connectTimeout longest wait for one connection; the adaptive timeout stays below it
 * @param bannerBytes longest banner kept
 * @param bannerWait how long to wait for one
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
    new Check("switchgear.tools.port_scan")
        .range("max-hosts", maxHosts, 1, 1 << 24)
        .range("max-ports", maxPorts, 1, 65_535)
        .range("max-probes", maxProbes, 1, 1_000_000_000_000L)
        .range("concurrency", concurrency, 1, 60_000)
        .range("rate", rate, 0, 10_000_000)
        .range("retries", retries, 0, 10)
        .range("connect-timeout", connectTimeout, Duration.ofMillis(10), Duration.ofSeconds(60))
        .range("banner-bytes", bannerBytes, 0, 65_536)
        .range("banner-wait", bannerWait, Duration.ZERO, Duration.ofSeconds(60))
        .done();
  }
}
