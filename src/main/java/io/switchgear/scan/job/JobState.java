package io.switchgear.scan.job;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The states of a job.
 *
 * <pre>
 * QUEUED ─▶ PLANNING ─▶ RUNNING ─▶ COMPLETED | PARTIAL | FAILED
 *    │                    │  ▲
 *    │      pause: PAUSING ─▶ PAUSED, resume: back to QUEUED
 *    └─ cancel, from any state that is not final: CANCELLING ─▶ CANCELLED
 * </pre>
 */
public enum JobState {
  /** Waits for its turn. */
  QUEUED,
  /** Its turn has come; its targets are checked again. */
  PLANNING,
  /** Its blocks are handed out. */
  RUNNING,
  /** No block is handed out; those that run are being stopped. */
  PAUSING,
  PAUSED,
  /** Its scanners are being stopped. */
  CANCELLING,
  /** Cancelled, and no scanner of it runs. */
  CANCELLED,
  /** Every host was scanned. */
  COMPLETED,
  /** Ended, but some hosts could not be scanned; the job's problems name them. */
  PARTIAL,
  /** Ended without a result; the job's problems say why. */
  FAILED;

  /** The names of the states in which a job has ended. */
  public static final List<String> LAST =
      Arrays.stream(values()).filter(JobState::isFinal).map(JobState::wire).toList();

  private final String wire = name().toLowerCase(Locale.ROOT);

  public String wire() {
    return wire;
  }

  /** Whether the job has ended. */
  public boolean isFinal() {
    return switch (this) {
      case CANCELLED, COMPLETED, PARTIAL, FAILED -> true;
      case QUEUED, PLANNING, RUNNING, PAUSING, PAUSED, CANCELLING -> false;
    };
  }

  public static Optional<JobState> of(String wire) {
    return Arrays.stream(values()).filter(state -> state.wire.equals(wire)).findFirst();
  }
}
