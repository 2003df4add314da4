package io.switchgear.scan.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scan.schedule.ScheduleRun.Kind;
import io.switchgear.scan.schedule.ScheduleRun.State;
import io.switchgear.tool.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionTest {

  private static final String DAY = "2026-05-01T";
  private static final Duration GRACE = Duration.ofMinutes(5);
  private static final UnaryOperator<Duration> HALF = most -> most.dividedBy(2);

  private static Instant at(String time) {
    return Instant.parse(DAY + time + ":00Z");
  }

  private static Schedule schedule(ScheduleSpec spec, Instant due, Instant start) {
    return new Schedule(
        "s",
        1,
        Caller.LOCAL,
        spec,
        true,
        0,
        Optional.of(due),
        Optional.of(start),
        Optional.empty(),
        due,
        due);
  }

  private static ScheduleRun run(String job, Instant due, State state, Kind kind) {
    return new ScheduleRun(
        job,
        "s",
        due,
        kind,
        state,
        "",
        false,
        due,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        Optional.empty());
  }

  private static String text(Decision decision) {
    return decision.runs().stream()
        .map(
            run ->
                LocalTime.ofInstant(run.dueAt(), ZoneOffset.UTC)
                    + " "
                    + (run.kind() == Kind.CATCH_UP ? "catch-up " : "")
                    + run.state().wire())
        .collect(Collectors.joining(", "));
  }

  /**
   * An hourly schedule whose next time is 10:00, without jitter. Rows: policies, open runs, now,
   * and the runs that are made with the next time. The open runs are of 09:00 (running) and 09:01
   * (waiting).
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # In time.
          skip | skip           | none            | 10:00 | 10:00 waiting                                              | 11:00
          skip | skip           | none            | 10:05 | 10:00 waiting                                              | 11:00
          skip | skip           | running         | 10:00 | 10:00 skipped                                              | 11:00
          skip | queue          | running         | 10:00 | 10:00 waiting                                              | 11:00
          skip | queue          | running,waiting | 10:00 | 10:00 skipped                                              | 11:00
          skip | cancel_running | running         | 10:00 | 10:00 waiting                                              | 11:00
          # Later than the grace period: missed.
          skip | skip           | none            | 10:06 | 10:00 missed                                               | 11:00
          once | skip           | none            | 10:06 | 10:00 catch-up waiting                                     | 11:00
          all  | skip           | none            | 10:06 | 10:00 catch-up waiting                                     | 11:00
          # Several, the last of them in time.
          skip | skip           | none            | 12:01 | 10:00 missed, 11:00 missed, 12:00 waiting                  | 13:00
          once | skip           | none            | 12:01 | 10:00 missed, 11:00 missed, 12:00 waiting                  | 13:00
          all  | skip           | none            | 12:01 | 10:00 catch-up waiting, 11:00 catch-up waiting, 12:00 skipped | 13:00
          all  | queue          | none            | 12:01 | 10:00 catch-up waiting, 11:00 catch-up waiting, 12:00 waiting | 13:00
          # Several, all missed; at most three are made up for.
          skip | skip           | none            | 14:30 | 10:00 missed, 11:00 missed, 12:00 missed, 13:00 missed, 14:00 missed | 15:00
          once | skip           | none            | 14:30 | 10:00 missed, 11:00 missed, 12:00 missed, 13:00 missed, 14:00 catch-up waiting | 15:00
          all  | skip           | none            | 14:30 | 10:00 missed, 11:00 missed, 12:00 catch-up waiting, 13:00 catch-up waiting, 14:00 catch-up waiting | 15:00
          once | skip           | running         | 10:30 | 10:00 catch-up waiting                                     | 11:00
          """)
  void decidesByThePolicies(
      String missed, String overlap, String open, String now, String runs, String next) {
    ScheduleSpec spec =
        Specs.of("@hourly", MissedRuns.of(missed).orElseThrow(), Overlap.of(overlap).orElseThrow());
    List<ScheduleRun> openRuns = new ArrayList<>();
    if (open.contains("running")) {
      openRuns.add(run("r", at("09:00"), State.RUNNING, Kind.CLOCK));
    }
    if (open.contains("waiting")) {
      openRuns.add(run("w", at("09:01"), State.WAITING, Kind.CLOCK));
    }
    Decision decision =
        Decision.of(schedule(spec, at("10:00"), at("10:00")), openRuns, at(now), GRACE, HALF);
    assertEquals(runs, text(decision));
    assertEquals(Optional.of(at(next)), decision.nextDue());
    assertEquals(
        spec.overlap() == Overlap.CANCEL_RUNNING ? openRuns : List.of(), decision.superseded());
    assertEquals(at(now), decision.decided(at(now)));
  }

  @Test
  void catchUpsThatWaitAlreadyCount() {
    ScheduleSpec spec = Specs.of("@hourly", MissedRuns.ONCE, Overlap.SKIP);
    List<ScheduleRun> open = List.of(run("w", at("08:00"), State.WAITING, Kind.CATCH_UP));
    Decision decision =
        Decision.of(schedule(spec, at("10:00"), at("10:00")), open, at("10:30"), GRACE, HALF);
    assertEquals("10:00 missed", text(decision));
  }

  /** The drawn start decides, not the time by the schedule. */
  @Test
  void jitterIsDrawnOnceAndCountsAsInTime() {
    ScheduleSpec spec =
        Specs.jitter(Specs.of("@hourly", MissedRuns.SKIP, Overlap.SKIP), Duration.ofMinutes(50));
    Schedule schedule = schedule(spec, at("10:00"), at("10:40"));
    Decision inTime = Decision.of(schedule, List.of(), at("10:41"), GRACE, HALF);
    assertEquals("10:00 waiting", text(inTime));
    assertEquals(Optional.of(at("11:25")), inTime.nextStart());
    // 12:00 has come, but not its start: only 10:00 and 11:00 are decided.
    Decision later = Decision.of(schedule, List.of(), at("12:10"), GRACE, HALF);
    assertEquals("10:00 missed, 11:00 missed", text(later));
    assertEquals(Optional.of(at("12:00")), later.nextDue());
    assertEquals(Optional.of(at("12:25")), later.nextStart());
    assertTrue(later.decided(at("12:10")).isBefore(at("12:00")));
    Decision afterIt = Decision.of(schedule, List.of(), at("12:27"), GRACE, HALF);
    assertEquals("10:00 missed, 11:00 missed, 12:00 waiting", text(afterIt));
  }

  @Test
  void ofManyMissedRunsTheNewestAreRecorded() {
    ScheduleSpec spec = Specs.of("* * * * *", MissedRuns.SKIP, Overlap.SKIP);
    Instant due = Instant.parse("1999-01-01T00:00:00Z");
    Decision decision = Decision.of(schedule(spec, due, due), List.of(), at("10:00"), GRACE, HALF);
    assertEquals(Decision.RECORDED + 1, decision.runs().size());
    assertEquals(Decision.RECORDED, decision.missed().size());
    assertTrue(decision.more());
    assertEquals(State.WAITING, decision.runs().getLast().state());
  }

  @Test
  void aTimeThatTheZoneNoLongerHasIsDecided() {
    ScheduleSpec spec = Specs.of("@hourly", MissedRuns.SKIP, Overlap.SKIP);
    Decision decision =
        Decision.of(schedule(spec, at("10:30"), at("10:30")), List.of(), at("10:31"), GRACE, HALF);
    assertEquals("10:30 waiting", text(decision));
  }
}
