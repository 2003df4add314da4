package io.switchgear.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressReporterTest {

  /** A clock and a timer that move by hand. */
  private long now = 1_000;

  private final List<Runnable> due = new ArrayList<>();
  private final List<Duration> waits = new ArrayList<>();
  private final List<Double> sent = new ArrayList<>();

  private final ProgressReporter reporter =
      new ProgressReporter(
          TextNode.valueOf("t"),
          () -> now,
          wait -> {
            waits.add(wait);
            return due::add;
          });

  private void listen() {
    reporter.listen(
        event -> {
          JsonNode message = WireSchemas.check(true, "", event.body());
          assertEquals("t", message.path("params").path("progressToken").asText());
          sent.add(message.path("params").path("progress").asDouble());
        });
  }

  private void report(double... values) {
    for (double value : values) {
      reporter.report(value, 100, "m");
    }
  }

  private void tick(Duration time) {
    now += time.toNanos();
    List<Runnable> ready = List.copyOf(due);
    due.clear();
    ready.forEach(Runnable::run);
  }

  @Test
  void onlyWhatIncreasesIsSent() {
    listen();
    report(1, 1, 0.5, Double.NaN, Double.POSITIVE_INFINITY, 2);
    assertEquals(List.of(1.0, 2.0), sent);
  }

  @Test
  void burstIsLimitedAndTheNewestIsNotLost() {
    listen();
    report(1, 2, 3, 4, 5, 6, 7);
    assertEquals(List.of(1.0, 2.0, 3.0, 4.0), sent);
    assertEquals(1, due.size(), "one timer, however many reports wait");
    tick(waits.getFirst());
    assertEquals(List.of(1.0, 2.0, 3.0, 4.0, 7.0), sent);
    report(8);
    assertEquals(5, sent.size());
    tick(ProgressReporter.INTERVAL);
    assertEquals(8.0, sent.getLast());
  }

  @Test
  void steadyRateIsOnePerInterval() {
    listen();
    for (int i = 0; i < 100; i++) {
      report(i);
      tick(ProgressReporter.INTERVAL.dividedBy(10));
    }
    assertTrue(sent.size() <= ProgressReporter.BURST + 10, () -> sent.size() + " sent");
    assertTrue(sent.size() >= 10, () -> sent.size() + " sent");
  }

  @Test
  void whatWaitsGoesBeforeTheEndAndNothingAfterIt() {
    listen();
    report(1, 2, 3, 4, 5);
    reporter.close();
    assertEquals(5.0, sent.getLast());
    report(6);
    tick(ProgressReporter.INTERVAL);
    reporter.close();
    assertEquals(5, sent.size());
  }

  @Test
  void theLastReportBeforeTheListenerIsKept() {
    report(1, 2, 3);
    listen();
    assertEquals(List.of(3.0), sent);
  }

  @Test
  void endWithoutAListenerIsQuiet() {
    report(1);
    reporter.close();
    listen();
    assertEquals(List.of(), sent);
  }
}
