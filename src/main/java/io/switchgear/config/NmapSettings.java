package io.switchgear.config;

import java.time.Duration;

/**
 * The nmap tool.
 *
 * @param command the binary: a name on the PATH or an absolute path
 * @param maxHosts addresses in one call
 * @param maxPorts ports in one call, per host
 * @param maxOutputBytes of XML read from one run; the run is ended past it
 * @param grace between TERM and KILL
 */
public record NmapSettings(
    String command, long maxHosts, int maxPorts, long maxOutputBytes, Duration grace) {}
