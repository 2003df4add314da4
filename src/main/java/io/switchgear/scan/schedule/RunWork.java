package io.switchgear.scan.schedule;

import io.switchgear.calls.fallback.CurrentPermissions;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.schedule.ScheduleRun.State;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.ToolOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done with one run: starting, cancelling and ending it. Each step can be repeated, so an
 * interrupted one is. Blocks.
 */
final class RunWork {

  private static final Logger LOG = LoggerFactory.getLogger(RunWork.class);

  /** Who cancels a job for the next run. */
  private static final Caller SCHEDULER = new Caller("scheduler", EnumSet.of(Permission.OPS_WRITE));

  private final ScheduleTable schedules;
  private final RunTable runs;
  private final ScheduledJobs jobs;
  private final CurrentPermissions permissions;
  private final RunComparison comparison;
  private final Supplier<Duration> grace;
  private final ScheduleListener listener;
  private final InstantSource clock;

  RunWork(
      ScheduleTable schedules,
      RunTable runs,
      ScheduledJobs jobs,
      CurrentPermissions permissions,
      RunComparison comparison,
      Supplier<Duration> grace,
      ScheduleListener listener,
      InstantSource clock) {
    this.schedules = schedules;
    this.runs = runs;
    this.jobs = jobs;
    this.permissions = permissions;
    this.comparison = comparison;
    this.grace = grace;
    this.listener = listener;
    this.clock = clock;
  }

  /** How to go on with a run after a step. */
  enum Next {
    NOW,
    /** The same step is to be repeated, but not at once. */
    LATER
  }

  /**
   * Starts the job of a claimed run. If it cannot be started now, the run stays claimed.
   *
   * @throws RuntimeException if the store or the engine failed; trying again may help
   */
  Next start(ScheduleRun run) {
    Optional<Schedule> found = schedules.find(run.schedule());
    if (found.isEmpty()) {
      return Next.LATER;
    }
    Schedule schedule = found.get();
    Optional<Caller> caller =
        permissions
            .of(schedule.owner())
            .filter(
                now -> now.may(Permission.SCAN_RUN) && schedule.owner().may(Permission.SCAN_RUN));
    if (caller.isEmpty()) {
      return refuse(
          schedule,
          run,
          "'"
              + schedule.principal()
              + "' may not run scans any more (scan:run); give it the permission again, or delete"
              + " the schedule and create it as another principal");
    }
    JobAnswer answer =
        Waiting.on(jobs.start(run.job(), schedule.spec().job().of(schedule.id()), caller.get()));
    return switch (answer) {
      case JobAnswer.Started started -> started(run);
      case JobAnswer.Joined joined -> started(run);
      case JobAnswer.Done done -> started(run);
      case JobAnswer.Invalid invalid -> refuse(schedule, run, invalid.message());
      case JobAnswer.Conflict conflict -> refuse(schedule, run, conflict.message());
      case JobAnswer.Refused refused -> refuse(schedule, run, text(refused.outcome()));
      case JobAnswer.Unknown unknown -> refuse(schedule, run, "the job does not exist");
      case JobAnswer.Full full -> wait(schedule, run, full.message());
    };
  }

  private Next started(ScheduleRun run) {
    runs.started(run, clock.instant());
    return Next.NOW;
  }

  private Next refuse(Schedule schedule, ScheduleRun run, String reason) {
    if (runs.giveUp(run, State.REFUSED, reason, clock.instant())) {
      LOG.warn("schedule {} '{}' does not run: {}", schedule.id(), schedule.name(), reason);
      listener.onScheduleEvent(new ScheduleEvent.Refused(schedule, run, reason));
    }
    return Next.NOW;
  }

  /** Too many jobs: later, but not after the grace period. */
  private Next wait(Schedule schedule, ScheduleRun run, String reason) {
    Instant now = clock.instant();
    Instant claimed = run.claimedAt().orElse(now);
    if (claimed.plus(grace.get()).isBefore(now) && runs.giveUp(run, State.MISSED, reason, now)) {
      LOG.warn(
          "schedule {} '{}': the run of {} was missed: {}",
          schedule.id(),
          schedule.name(),
          run.dueAt(),
          reason);
      listener.onScheduleEvent(
          new ScheduleEvent.Missed(schedule, 1, false, run.dueAt(), run.dueAt(), 0));
    }
    return Next.LATER;
  }

  /** Asks for the end of the job. The run ends when the job has ended. */
  Next cancel(ScheduleRun run) {
    Waiting.on(jobs.cancel(run.job(), SCHEDULER));
    return Next.LATER;
  }

  /** Ends a run whose job has ended: compares it, stores that, and tells. */
  Next end(ScheduleRun run) {
    Optional<JobState> state = runs.jobState(run.job());
    Optional<Schedule> schedule = schedules.find(run.schedule());
    boolean complete = state.equals(Optional.of(JobState.COMPLETED));
    Optional<String> before =
        complete && schedule.filter(found -> found.spec().compare()).isPresent()
            ? runs.lastComplete(run)
            : Optional.empty();
    String reason = run.reason();
    Optional<RunChanges> changes = Optional.empty();
    if (before.isPresent()) {
      try {
        changes = Optional.of(comparison.compare(before.get(), run.job()));
      } catch (NoSuchElementException gone) {
        reason = "it could not be compared: " + gone.getMessage();
      }
    }
    Optional<String> comparedWith = changes.isPresent() ? before : Optional.empty();
    boolean ended = runs.ended(run, state, reason, comparedWith, changes, clock.instant());
    if (!ended || schedule.isEmpty()) {
      return Next.NOW;
    }
    if (!complete) {
      tellIncomplete(schedule.get(), run, state);
    } else if (changes.filter(RunChanges::any).isPresent()) {
      listener.onScheduleEvent(
          new ScheduleEvent.Changed(schedule.get(), run, before.get(), changes.get()));
    }
    return Next.NOW;
  }

  private void tellIncomplete(Schedule schedule, ScheduleRun run, Optional<JobState> state) {
    if (run.cancelled()) {
      return;
    }
    LOG.warn(
        "schedule {} '{}': job {} ended as {}",
        schedule.id(),
        schedule.name(),
        run.job(),
        state.map(JobState::wire).orElse("deleted"));
    listener.onScheduleEvent(new ScheduleEvent.Incomplete(schedule, run, state));
  }

  private static String text(ToolOutcome outcome) {
    return switch (outcome) {
      case ToolOutcome.Success success -> "the plan was not accepted";
      case ToolOutcome.Failed failed -> failed.message();
      case ToolOutcome.TimedOut late -> late.message();
      case ToolOutcome.Rejected rejected -> rejected.message();
      case ToolOutcome.Cancelled cancelled -> cancelled.message();
      case ToolOutcome.InvalidInput invalid -> invalid.message();
      case ToolOutcome.OutOfScope outside -> outside.message();
    };
  }
}
