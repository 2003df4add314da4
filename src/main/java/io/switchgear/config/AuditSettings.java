package io.switchgear.config;

import java.time.Duration;
import java.util.Objects;

/**
 * The audit: the record of callers, their requests and the outcomes.
 *
 * @param enabled whether it is written
 * @param onFailure what happens to calls while it cannot be written
 * @param sync between forced writes to the disk; 0 s to 60 s, 0 s forces after each write
 * @param maxFile size in bytes after which the next file begins; 4 KiB to 4 GiB
 * @param keepFiles how many files are kept, the newest; 2 to 1,000,000, or 0 for all
 */
public record AuditSettings(
    boolean enabled,
    OnFailure onFailure,
    Duration sync,
    @Setting(bytes = true) long maxFile,
    int keepFiles) {

  /** What happens to calls while the audit cannot be written. */
  public enum OnFailure {
    /** They run; the health and the log report the failure. */
    WARN,
    /** They are refused. */
    REFUSE
  }

  public AuditSettings {
    Objects.requireNonNull(onFailure);
    new Check()
        .range("sync", sync, Duration.ZERO, Duration.ofSeconds(60))
        .range("maxFile", maxFile, 4 << 10, 4L << 30)
        .allowed(
            keepFiles == 0 || (keepFiles >= 2 && keepFiles <= 1_000_000),
            "keepFiles",
            keepFiles,
            "2 to 1000000, or 0 to keep all")
        .done();
  }
}
