package io.switchgear.config;

import java.time.Duration;
import java.util.Objects;

/**
 * The record of decisions.
 *
 * @param enabled whether there is one
 * @param onFailure what becomes of calls while it cannot be written
 * @param sync between forcings of what was written to the disk; 0 s to 60 s, 0 s after each write
 * @param maxFileBytes after which the next file is begun; 4 KiB to 4 GiB
 * @param keepFiles files kept, the newest; 2 to 1,000,000, or 0 for all
 */
public record AuditSettings(
    boolean enabled, OnFailure onFailure, Duration sync, long maxFileBytes, int keepFiles) {

  /** What becomes of calls while the audit cannot be written. */
  public enum OnFailure {
    /** They go on; the health and the log tell. */
    WARN,
    /** They are turned away. */
    REFUSE
  }

  public AuditSettings {
    Objects.requireNonNull(onFailure);
    new Check("switchgear.audit")
        .range("sync", sync, Duration.ZERO, Duration.ofSeconds(60))
        .range("max-file", maxFileBytes, 4 << 10, 4L << 30)
        .that(
            keepFiles == 0 || (keepFiles >= 2 && keepFiles <= 1_000_000),
            "keep-files",
            keepFiles,
            "allowed is 2 to 1000000, or 0 to keep all")
        .done();
  }
}
