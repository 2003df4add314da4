package io.switchgear.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MetricsRegistryTest {

  private final Ticker ticker = new Ticker(CallStatistics.Limits.STANDARD);
  private final MetricsRegistry metrics =
      new MetricsRegistry(
          ticker.calls, new HttpMetrics(), () -> List.of("never", "=odd,\"name"), ticker.wall);

  private void call(String tool, CallOutcome ending) {
    ticker.call(tool, ending, Duration.ofSeconds(2));
  }

  @Test
  void aToolThatNeverRanBreaksNoExport() {
    call("a", CallOutcome.SUCCESS);
    List<String> lines = metrics.csv().lines().toList();
    assertEquals(4, lines.size());
    int columns = lines.getFirst().split(",", -1).length;
    String never =
        lines.stream().filter(line -> line.startsWith("never,")).findFirst().orElseThrow();
    assertEquals(columns, never.split(",", -1).length);
    assertFalse(metrics.csv().matches("(?s).*(NaN|Infinity|null).*"));
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("\"'=odd,\"\"name\",0,")));
    String a = lines.stream().filter(line -> line.startsWith("a,")).findFirst().orElseThrow();
    assertTrue(a.startsWith("a,1,1,0,0,0,0,0,0,1,2,2,2,"), a);
    ToolFigures none = metrics.now().tools().get("never");
    assertTrue(none.average().isEmpty() && none.minute().p95().isEmpty());
  }

  @Test
  void theLastHundredSnapshotsAreKeptAndCompared() {
    call("a", CallOutcome.SUCCESS);
    String first = metrics.takeSnapshot().name();
    ticker.pass(Duration.ofSeconds(10));
    call("a", CallOutcome.ERROR);
    call("b", CallOutcome.SUCCESS);
    Map<String, Comparison.ToolChange> compared =
        metrics.compare(first, "now").orElseThrow().tools();
    assertEquals(1, compared.get("a").executions());
    assertEquals(1.0, compared.get("a").failureRate().orElseThrow());
    assertEquals(-0.5, compared.get("a").successRate().change().orElseThrow());
    assertEquals(0.1, compared.get("b").rate().orElseThrow());
    assertTrue(compared.get("never").failureRate().isEmpty());
    for (int i = 0; i < 120; i++) {
      metrics.takePeriodicSnapshot(Duration.ofSeconds(5));
      ticker.pass(Duration.ofSeconds(5));
    }
    assertEquals(100, metrics.snapshots().size());
    assertTrue(metrics.snapshot(first).isEmpty());
    assertTrue(metrics.compare("oldest", "latest").isPresent());
    metrics.reset();
    assertTrue(metrics.compare("oldest", "now").isEmpty());
    assertEquals(0, metrics.now().tools().get("never").executions());
    assertFalse(metrics.now().tools().containsKey("a"));
  }

  @Test
  void theSeriesHasEveryMinute() {
    call("a", CallOutcome.SUCCESS);
    ticker.pass(Duration.ofMinutes(3));
    call("a", CallOutcome.ERROR);
    List<MinuteFigures> minutes = metrics.minutes("a", Duration.ofHours(1));
    assertEquals(60, minutes.size());
    assertEquals(1, minutes.get(59).failures());
    assertEquals(Instant.parse("2026-01-01T12:03:00Z"), minutes.get(59).time());
    assertEquals(1, minutes.get(56).calls());
    assertTrue(minutes.get(58).p95().isEmpty());
    assertEquals(2, minutes.get(59).p95().orElseThrow(), 0.02);
  }

  @Test
  void toolsThatFailInTheSameMinutesAreFound() {
    for (int minute = 0; minute < 30; minute++) {
      if (minute % 10 == 0) {
        call("a", CallOutcome.ERROR);
        call("b", CallOutcome.TIMEOUT);
      }
      call("c", minute % 10 == 5 ? CallOutcome.ERROR : CallOutcome.SUCCESS);
      ticker.pass(Duration.ofMinutes(1));
    }
    assertEquals(
        List.of(new Correlation.Pair("a", "b", 3, OptionalDouble.of(1))),
        metrics.correlation().pairs());
    assertTrue(Correlation.phi(0b11, 0b01).getAsDouble() > 0);
    assertTrue(Correlation.phi((1L << 60) - 1, 1).isEmpty());
  }
}
