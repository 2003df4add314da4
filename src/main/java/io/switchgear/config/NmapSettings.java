package io.switchgear.config;

import java.time.Duration;

/**
 * The tool nmap.
 *
 * @param command the binary: a name on the PATH or an absolute path
 * @param maxHosts addresses in one call, 1 to 16,777,216
 * @param maxPorts ports in one call, for each host, 1 to 65,535
 * @param maxOutput bytes of XML that are read from one run, 64 KiB to 1 GiB; a run with more is
 *     ended
 * @param grace between TERM and KILL, 0 s to 10 s
 */
public record NmapSettings(
    String command,
    long maxHosts,
    int maxPorts,
    @Setting(bytes = true) long maxOutput,
    Duration grace) {

  public NmapSettings {
    new Check()
        .that(!command.isBlank(), "command", "\"\"", "give a name on the PATH or an absolute path")
        .range("maxHosts", maxHosts, 1, 1 << 24)
        .range("maxPorts", maxPorts, 1, 65_535)
        .range("maxOutput", maxOutput, 1 << 16, 1 << 30)
        .range("grace", grace, Duration.ZERO, Duration.ofSeconds(10))
        .done();
  }
}
