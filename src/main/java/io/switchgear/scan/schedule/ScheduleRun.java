package io.switchgear.scan.schedule;

import io.switchgear.scan.job.JobState;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A run of a schedule: one for each time that was decided, also if nothing was started.
 *
 * @param job id of its job; drawn before the job is started, so there may be no such job
 * @param dueAt its time by the schedule, without jitter; of a manual run, when it was asked for
 * @param reason why it does not run, or why it did not end as it should; empty otherwise
 * @param cancelled whether a later run asked for its end
 * @param claimedAt when a server took it to start it
 * @param jobState in which its job ended; empty before, and if the job was deleted meanwhile
 * @param comparedWith the job that it was compared with; empty if it was not
 * @param changes since that job
 */
public record ScheduleRun(
    String job,
    String schedule,
    Instant dueAt,
    Kind kind,
    State state,
    String reason,
    boolean cancelled,
    Instant decidedAt,
    Optional<Instant> claimedAt,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Optional<JobState> jobState,
    String comparedWith,
    Optional<RunChanges> changes) {

  /** Why there is a run. */
  public enum Kind {
    CLOCK("clock"),
    /** It makes up for missed runs. */
    CATCH_UP("catch_up"),
    MANUAL("manual");

    private final String wire;

    Kind(String wire) {
      this.wire = wire;
    }

    public String wire() {
      return wire;
    }

    static Kind of(String wire) {
      return Arrays.stream(values())
          .filter(kind -> kind.wire.equals(wire))
          .findFirst()
          .orElseThrow();
    }
  }

  /**
   *
   *
   * <pre>
   * WAITING ─▶ CLAIMED ─▶ RUNNING ─▶ ENDED
   *    │          └─▶ REFUSED, MISSED
   *    └─▶ SKIPPED
   * </pre>
   */
  public enum State {
    /** For an earlier run of the schedule. */
    WAITING,
    /** It is being started; the job may exist. */
    CLAIMED,
    /** Its job exists and had not ended when it was last looked at. */
    RUNNING,
    ENDED,
    /** An earlier run had not ended, and the schedule does not wait for it. */
    SKIPPED,
    /** No server could start it in time. */
    MISSED,
    /** The job was refused: permissions, arguments or scope. */
    REFUSED;

    private final String wire = name().toLowerCase(Locale.ROOT);

    public String wire() {
      return wire;
    }

    /** Whether it will run, or does. */
    public boolean isOpen() {
      return switch (this) {
        case WAITING, CLAIMED, RUNNING -> true;
        case ENDED, SKIPPED, MISSED, REFUSED -> false;
      };
    }

    static State of(String wire) {
      return Arrays.stream(values())
          .filter(state -> state.wire.equals(wire))
          .findFirst()
          .orElseThrow();
    }
  }
}
