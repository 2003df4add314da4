package io.switchgear.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
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
    JsonNode json = metrics.all().at("/tools/never");
    assertTrue(json.path("avg_seconds").isNull() && json.at("/windows/1m/p95_seconds").isNull());
  }

  @Test
  void theLastHundredSnapshotsAreKeptAndCompared() {
    call("a", CallOutcome.SUCCESS);
    String first = metrics.takeSnapshot().path("id").asText();
    ticker.pass(Duration.ofSeconds(10));
    call("a", CallOutcome.ERROR);
    call("b", CallOutcome.SUCCESS);
    JsonNode compared = metrics.compare(first, "now").orElseThrow();
    assertEquals(1, compared.at("/tools/a/executions").asInt());
    assertEquals(1.0, compared.at("/tools/a/failure_rate").asDouble());
    assertEquals(-0.5, compared.at("/tools/a/success_rate/change").asDouble());
    assertEquals(0.1, compared.at("/tools/b/rate_per_second").asDouble());
    assertTrue(compared.at("/tools/never/failure_rate").isNull());
    for (int i = 0; i < 120; i++) {
      metrics.takePeriodicSnapshot(Duration.ofSeconds(5));
      ticker.pass(Duration.ofSeconds(5));
    }
    assertEquals(100, metrics.snapshots().path("snapshots").size());
    assertTrue(metrics.snapshot(first).isEmpty());
    assertTrue(metrics.compare("oldest", "latest").isPresent());
    metrics.reset();
    assertTrue(metrics.compare("oldest", "now").isEmpty());
    assertEquals(0, metrics.all().at("/tools/never/executions").asInt());
    assertFalse(metrics.all().path("tools").has("a"));
  }

  @Test
  void theSeriesHasEveryMinute() {
    call("a", CallOutcome.SUCCESS);
    ticker.pass(Duration.ofMinutes(3));
    call("a", CallOutcome.ERROR);
    JsonNode series = metrics.series("a", Duration.ofHours(1));
    JsonNode points = series.path("points");
    assertEquals(60, points.size());
    assertEquals(1, points.path(59).path("failures").asInt());
    assertEquals("2026-01-01T12:03:00Z", points.path(59).path("time").asText());
    assertEquals(1, points.path(56).path("calls").asInt());
    assertTrue(points.path(58).path("p95_seconds").isNull());
    assertEquals(2, points.path(59).path("p95_seconds").asDouble(), 0.02);
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
    JsonNode correlation = metrics.correlation();
    assertEquals(3600, correlation.path("window_seconds").asInt());
    assertEquals(1, correlation.path("pairs").size());
    JsonNode pair = correlation.at("/pairs/0");
    assertEquals("[\"a\",\"b\"]", pair.path("tools").toString());
    assertEquals(3, pair.path("failed_together").asInt());
    assertEquals(1.0, pair.path("coefficient").asDouble());
    assertTrue(Correlation.phi(0b11, 0b01).getAsDouble() > 0);
    assertTrue(Correlation.phi((1L << 60) - 1, 1).isEmpty());
  }
}
