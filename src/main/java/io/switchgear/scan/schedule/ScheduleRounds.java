package io.switchgear.scan.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A round over the schedules: decides the times that have passed, and lists what is to be done with
 * the runs. Blocks.
 */
final class ScheduleRounds {

  private static final Logger LOG = LoggerFactory.getLogger(ScheduleRounds.class);

  /** Schedules that one round decides; the next round follows at once. */
  private static final int AT_ONCE = 100;

  private static final int ATTEMPTS = 3;

  private final ScheduleTable schedules;
  private final RunTable runs;
  private final Supplier<Duration> grace;
  private final ScheduleListener listener;
  private final UnaryOperator<Duration> jitter;

  ScheduleRounds(
      ScheduleTable schedules,
      RunTable runs,
      Supplier<Duration> grace,
      ScheduleListener listener,
      UnaryOperator<Duration> jitter) {
    this.schedules = schedules;
    this.runs = runs;
    this.grace = grace;
    this.listener = listener;
    this.jitter = jitter;
  }

  /** A random part of a duration, the same chance for each millisecond. */
  static Duration drawn(Duration most) {
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most.toMillis() + 1));
  }

  /**
   * What is to be done after a round.
   *
   * @param start claimed runs whose job is to be started
   * @param end running runs whose job has ended
   * @param cancel running runs whose job is to be cancelled
   * @param next the next start of any schedule
   * @param anyOpen whether some run has not ended
   */
  record Outcome(
      List<ScheduleRun> start,
      List<ScheduleRun> end,
      List<ScheduleRun> cancel,
      Optional<Instant> next,
      boolean anyOpen) {}

  Outcome round(Instant now) {
    for (Schedule due : schedules.due(now, AT_ONCE)) {
      try {
        decide(due, now);
      } catch (InvalidSchedule unusable) {
        disable(due, unusable, now);
      }
    }
    return new Outcome(
        runs.claimed(), runs.finished(), runs.toCancel(), schedules.nextStart(), runs.anyOpen());
  }

  private void decide(Schedule read, Instant now) {
    Optional<Schedule> due = Optional.of(read);
    for (int attempt = 0; attempt < ATTEMPTS && due.isPresent(); attempt++) {
      Schedule schedule = due.get();
      Optional<Decision> decided =
          schedules.decide(
              schedule, open -> Decision.of(schedule, open, now, grace.get(), jitter), now);
      if (decided.isPresent()) {
        tell(schedule, decided.get());
        return;
      }
      due = schedules.find(read.id()).filter(again -> isDue(again, now));
    }
  }

  /** As when a time zone was removed; the others go on. */
  private void disable(Schedule schedule, InvalidSchedule unusable, Instant now) {
    LOG.error(
        "schedule {} '{}' is disabled: {}", schedule.id(), schedule.name(), unusable.getMessage());
    schedules.change(
        schedule,
        new ScheduleTable.Change(
            schedule.owner(), schedule.spec(), false, Optional.empty(), Optional.empty()),
        now);
  }

  private static boolean isDue(Schedule schedule, Instant now) {
    return schedule.nextStart().filter(start -> !start.isAfter(now)).isPresent();
  }

  private void tell(Schedule schedule, Decision decision) {
    for (Decision.NewRun run : decision.runs()) {
      if (run.state() == ScheduleRun.State.SKIPPED) {
        LOG.info(
            "schedule {} '{}': the run of {} is skipped: {}",
            schedule.id(),
            schedule.name(),
            run.dueAt(),
            run.reason());
      }
    }
    if (!decision.missed().isEmpty()) {
      long caughtUp =
          decision.runs().stream().filter(run -> run.kind() == ScheduleRun.Kind.CATCH_UP).count();
      LOG.warn(
          "schedule {} '{}': {}{} runs from {} to {} were missed; {} are made up for",
          schedule.id(),
          schedule.name(),
          decision.more() ? "more than " : "",
          decision.missed().size(),
          decision.missed().getFirst(),
          decision.missed().getLast(),
          caughtUp);
      listener.onScheduleEvent(
          new ScheduleEvent.Missed(
              schedule,
              decision.missed().size(),
              decision.more(),
              decision.missed().getFirst(),
              decision.missed().getLast(),
              (int) caughtUp));
    }
  }
}
