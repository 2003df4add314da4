package io.switchgear.watch.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.config.AlertRule;
import io.switchgear.config.AlertRule.Measure;
import io.switchgear.config.AlertRule.Severity;
import io.switchgear.config.AlertRule.Window;
import io.switchgear.metrics.SomeFigures;
import io.switchgear.metrics.ToolFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AlertsTest {

  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private final Map<String, ToolFigures> figures = new TreeMap<>();
  private final List<Alert> told = new ArrayList<>();
  private final Alerts alerts =
      new Alerts(
          List.of(rule(Set.of(), 0.5)), () -> figures, Alerts.JobValues.NONE, told::add, () -> now);

  private static AlertRule rule(Set<String> tools, double above) {
    return new AlertRule(
        "failing",
        tools,
        Measure.FAILURE_RATE,
        Window.FIVE_MINUTES,
        above,
        0.2,
        Duration.ofSeconds(30),
        5,
        Severity.CRITICAL);
  }

  private void look(int good, int bad, int seconds) {
    figures.put("a", SomeFigures.of(good, bad));
    now = now.plusSeconds(seconds);
    alerts.look();
  }

  @Test
  void anAlertFiresAfterItsTimeAndResolvesBelowTheLowerLimit() {
    look(1, 9, 0);
    look(1, 9, 20);
    look(6, 4, 5);
    look(1, 9, 20);
    assertEquals(List.of(), told, "the time begins anew");
    look(1, 9, 30);
    assertEquals(1, told.size());
    assertTrue(told.getFirst().firing());
    assertEquals(
        "'a': failure_rate of the last 5m is 0.900, above 0.500", told.getFirst().message());
    look(6, 4, 60);
    look(6, 4, 60);
    assertEquals(
        "'a': failure_rate of the last 5m is 0.400, no longer above 0.500; over once it stays below"
            + " 0.200",
        alerts.shown().alerts().getFirst().message());
    look(9, 1, 60);
    look(4, 6, 20);
    look(9, 1, 20);
    assertEquals(1, told.size(), "between the limits nothing changes, and calm has to last");
    look(9, 1, 30);
    assertEquals(2, told.size());
    assertFalse(told.getLast().firing());
    assertEquals(0.2, told.getLast().threshold());
    assertFalse(alerts.shown().alerts().getFirst().firing());
  }

  @Test
  void silenceIsNoRecovery() {
    look(0, 9, 0);
    look(0, 9, 30);
    look(0, 0, 60);
    look(0, 0, 600);
    assertEquals(1, told.size());
    assertTrue(alerts.shown().alerts().getFirst().firing());
    look(0, 0, 3_600);
    assertEquals("'a': failing is over: no calls for an hour", told.getLast().message());
  }

  @Test
  void tooFewCallsSayNothing() {
    look(0, 4, 0);
    look(0, 4, 3_000);
    assertEquals(List.of(), told);
  }

  @Test
  void ofOneNameTheLastRuleThatConcernsAToolHolds() {
    alerts.use(List.of(rule(Set.of(), 0.5), rule(Set.of("a"), 0.95)));
    figures.put("b", SomeFigures.of(1, 9));
    look(1, 9, 0);
    look(1, 9, 60);
    assertEquals(List.of("b"), told.stream().map(Alert::tool).toList());
    alerts.use(List.of());
    look(1, 9, 60);
    assertEquals(
        "'b': failing is over: the rule or the tool no longer exists", told.getLast().message());
    alerts.reset();
    assertEquals(0, alerts.shown().alerts().size());
  }

  /** Jobs and schedules need no calls, and no figures of the tool. */
  @Test
  void figuresOfJobsFireAnAlertAndResolveIt() {
    Map<Measure, String> sentences =
        Map.of(
            Measure.MISSED_RUNS, "missed_runs of the last 1h",
            Measure.INCOMPLETE_JOBS, "incomplete_jobs of the last 1h",
            Measure.STUCK_JOBS, "stuck_jobs");
    sentences.forEach(
        (measure, what) -> {
          told.clear();
          AtomicLong value = new AtomicLong(2);
          Alerts onJobs =
              new Alerts(
                  List.of(ofJobs(measure)), Map::of, jobs(measure, value), told::add, () -> now);
          onJobs.look();
          assertEquals("'nmap': " + what + " is 2.00, above 0.00", told.getFirst().message());
          value.set(0);
          onJobs.look();
          assertEquals("'nmap': on_jobs is over: " + what + " is 0.00", told.getLast().message());
          assertFalse(told.getLast().firing());
        });
  }

  @Test
  void anAlertOnJobsStaysWhileNothingIsKnown() {
    told.clear();
    AtomicLong value = new AtomicLong(1);
    Alerts onJobs =
        new Alerts(
            List.of(ofJobs(Measure.STUCK_JOBS)),
            Map::of,
            jobs(Measure.STUCK_JOBS, value),
            told::add,
            () -> now);
    onJobs.look();
    value.set(-1);
    onJobs.look();
    now = now.plusSeconds(3599);
    onJobs.look();
    assertEquals(1, told.size());
    now = now.plusSeconds(1);
    onJobs.look();
    assertEquals("'nmap': on_jobs is over: no news for an hour", told.getLast().message());
  }

  private static AlertRule ofJobs(Measure measure) {
    return new AlertRule(
        "on_jobs", Set.of(), measure, Window.HOUR, 0, 0, Duration.ZERO, 1, Severity.WARNING);
  }

  private static Alerts.JobValues jobs(Measure measure, AtomicLong value) {
    return new Alerts.JobValues() {
      @Override
      public Set<String> tools() {
        return Set.of("nmap");
      }

      @Override
      public OptionalDouble value(Measure asked, String tool, Duration window) {
        assertEquals(measure, asked);
        assertEquals(Duration.ofHours(1), window);
        return value.get() < 0 ? OptionalDouble.empty() : OptionalDouble.of(value.get());
      }
    };
  }
}
