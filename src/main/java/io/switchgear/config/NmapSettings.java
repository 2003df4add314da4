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
    String command, long maxHosts, int maxPorts, long maxOutputBytes, Duration grace) {

  public NmapSettings {
    new Check("switchgear.tools.nmap")
        .that(!command.isBlank(), "command", "\"\"", "give a name on the PATH or an absolute path")
        .range("max-hosts", maxHosts, 1, 1 << 24)
        .range("max-ports", maxPorts, 1, 65_535)
        .range("max-output", maxOutputBytes, 1 << 16, 1 << 30)
        .range("grace", grace, Duration.ZERO, Duration.ofSeconds(10))
        .done();
  }
}
