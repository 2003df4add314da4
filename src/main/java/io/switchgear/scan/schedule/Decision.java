package io.switchgear.scan.schedule;

import io.switchgear.scan.schedule.ScheduleRun.Kind;
import io.switchgear.scan.schedule.ScheduleRun.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What becomes of the times of a schedule that have passed. A run is missed if it was not started
 * within the grace period after its start, or before the next one was due.
 *
 * @param runs new runs in the order of their times; those that wait start as soon as no earlier one
 *     is open
 * @param superseded open runs that a new one replaces: the waiting ones are skipped, the others
 *     cancelled
 * @param nextDue the first time that is not decided
 * @param nextStart its start, with the jitter that was drawn for it
 * @param missed runs that were missed
 * @param more whether more were missed than are recorded
 */
record Decision(
    List<NewRun> runs,
    List<ScheduleRun> superseded,
    Optional<Instant> nextDue,
    Optional<Instant> nextStart,
    List<Instant> missed,
    boolean more) {

  /** Most missed runs that are recorded. */
  static final int RECORDED = 100;

  /** The time up to which all times are decided now. */
  Instant decided(Instant now) {
    return nextDue.filter(due -> !due.isAfter(now)).map(due -> due.minusMillis(1)).orElse(now);
  }

  /** A run that is to be stored. */
  record NewRun(Instant dueAt, Kind kind, State state, String reason) {}

  /**
   * @param schedule with a next start that is not after now
   * @param open runs of the schedule that have not ended, the oldest first
   * @param grace lateness that is not yet a missed run
   * @param jitter draws a part of a duration
   */
  static Decision of(
      Schedule schedule,
      List<ScheduleRun> open,
      Instant now,
      Duration grace,
      UnaryOperator<Duration> jitter) {
    ScheduleSpec spec = schedule.spec();
    DueTimes times = spec.times();
    Instant nextDue = schedule.nextDue().orElseThrow();
    DueTimes.Newest newestTimes = times.newest(nextDue, now, RECORDED + 1);
    // Empty if the rules of the time zone have changed since the time was stored.
    List<Instant> passed = newestTimes.times().isEmpty() ? List.of(nextDue) : newestTimes.times();
    Instant newest = passed.getLast();
    Instant start =
        newest.equals(nextDue)
            ? schedule.nextStart().orElseThrow()
            : newest.plus(jitter.apply(spec.jitter()));
    boolean later = start.isAfter(now);
    boolean onTime = !later && !start.isBefore(now.minus(grace));
    List<Instant> allMissed = missed(passed, newest, later || onTime);
    List<Instant> missed =
        allMissed.subList(Math.max(0, allMissed.size() - RECORDED), allMissed.size());
    Runs runs = new Runs(spec, open);
    runs.missed(missed, onTime);
    if (onTime) {
      runs.onTime(newest);
    }
    Optional<Instant> next = later ? Optional.of(newest) : times.after(now);
    return new Decision(
        List.copyOf(runs.made),
        List.copyOf(runs.superseded),
        next,
        later ? Optional.of(start) : next.map(due -> due.plus(jitter.apply(spec.jitter()))),
        missed,
        newestTimes.more() || allMissed.size() > RECORDED);
  }

  private static List<Instant> missed(List<Instant> passed, Instant newest, boolean withoutNewest) {
    return passed.stream().filter(due -> !withoutNewest || due.isBefore(newest)).toList();
  }

  private static final class Runs {

    private final ScheduleSpec spec;
    private final List<ScheduleRun> open;
    private final List<NewRun> made = new ArrayList<>();
    private final List<ScheduleRun> superseded = new ArrayList<>();

    Runs(ScheduleSpec spec, List<ScheduleRun> open) {
      this.spec = spec;
      this.open = open;
    }

    void missed(List<Instant> missed, boolean runsNow) {
      int wanted =
          switch (spec.missed()) {
            case SKIP -> 0;
            case ONCE -> runsNow ? 0 : 1;
            case ALL -> spec.missedLimit();
          };
      long waiting =
          open.stream()
              .filter(run -> run.kind() == Kind.CATCH_UP && run.state() == State.WAITING)
              .count();
      long firstCaughtUp = missed.size() - Math.max(0, wanted - waiting);
      for (int i = 0; i < missed.size(); i++) {
        made.add(
            i < firstCaughtUp
                ? new NewRun(
                    missed.get(i), Kind.CLOCK, State.MISSED, "no server could start it in time")
                : new NewRun(missed.get(i), Kind.CATCH_UP, State.WAITING, ""));
      }
    }

    void onTime(Instant due) {
      boolean busy = !open.isEmpty() || made.stream().anyMatch(run -> run.state() == State.WAITING);
      if (!busy) {
        made.add(new NewRun(due, Kind.CLOCK, State.WAITING, ""));
        return;
      }
      switch (spec.overlap()) {
        case SKIP -> made.add(skipped(due, "an earlier run had not ended"));
        case QUEUE ->
            made.add(
                open.stream().anyMatch(run -> run.state() == State.WAITING)
                    ? skipped(due, "an earlier run was waiting already")
                    : new NewRun(due, Kind.CLOCK, State.WAITING, ""));
        case CANCEL_RUNNING -> {
          superseded.addAll(open);
          made.add(new NewRun(due, Kind.CLOCK, State.WAITING, ""));
        }
      }
    }

    private static NewRun skipped(Instant due, String reason) {
      return new NewRun(due, Kind.CLOCK, State.SKIPPED, reason);
    }
  }
}
