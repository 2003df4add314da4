package io.switchgear.scan.schedule;

import io.switchgear.scan.job.JobState;
import java.time.Instant;
import java.util.Optional;

/** What a schedule tells, after it was stored. */
public sealed interface ScheduleEvent {

  Schedule schedule();

  /**
   * Runs were not started in time.
   *
   * @param runs their number; if {@code more}, there were more
   * @param caughtUp runs that make up for them
   */
  record Missed(
      Schedule schedule, int runs, boolean more, Instant first, Instant last, int caughtUp)
      implements ScheduleEvent {}

  /** A run was not started, because the job was refused. */
  record Refused(Schedule schedule, ScheduleRun run, String reason) implements ScheduleEvent {}

  /**
   * A run ended without its whole result.
   *
   * @param state of its job; empty if the job was deleted
   */
  record Incomplete(Schedule schedule, ScheduleRun run, Optional<JobState> state)
      implements ScheduleEvent {}

  /**
   * A run found something else than the complete run before.
   *
   * @param before the job of the run before
   */
  record Changed(Schedule schedule, ScheduleRun run, String before, RunChanges changes)
      implements ScheduleEvent {}
}
