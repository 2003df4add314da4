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
    Duration bannerWait) {}
