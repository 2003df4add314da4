package io.switchgear.mcp.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.switchgear.mcp.WireSchemas;
import io.switchgear.mcp.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProgressReporterTest {

  /** A clock and a timer that move by hand. */
  private long now = 1_000;

  private record Timer(long at, Runnable action) {}

  private final List<Timer> due = new ArrayList<>();
  private final List<Duration> waits = new ArrayList<>();
  private final List<Double> sent = new ArrayList<>();
  private final List<Long> sentAt = new ArrayList<>();
  private final List<JsonNode> params = new ArrayList<>();

  private final ProgressReporter reporter =
      new ProgressReporter(
          TextNode.valueOf("t"),
          () -> now,
          wait -> {
            waits.add(wait);
            long at = now + wait.toNanos();
            return action -> due.add(new Timer(at, action));
          });

  private void listen() {
    reporter.listen(
        event -> {
          JsonNode message = WireSchemas.check(true, "", event.body());
          assertEquals("t", message.path("params").path("progressToken").asText());
          sentAt.add(now);
          params.add(message.path("params"));
          sent.add(message.path("params").path("progress").asDouble());
        });
  }

  private void report(double... values) {
    for (double value : values) {
      reporter.report(value, 100, "m");
    }
  }

  /** Lets the time pass, in which timers may set others. */
  private void tick(Duration time) {
    long end = now + time.toNanos();
    for (Timer next = next(end); next != null; next = next(end)) {
      now = Math.max(now, next.at());
      due.remove(next);
      next.action().run();
    }
    now = end;
  }

  private Timer next(long until) {
    return due.stream()
        .filter(timer -> timer.at() <= until)
        .min(Comparator.comparingLong(Timer::at))
        .orElse(null);
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
    assertEquals(2, due.size(), "one timer of the rate, however many reports wait");
    tick(waits.getLast());
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

  private record Step(Duration after, double done, double total, String text) {}

  private static Step step(int seconds, double done, double total) {
    return new Step(Duration.ofSeconds(seconds), done, total, "at " + done);
  }

  static Stream<Arguments> courses() {
    double unknown = Double.NaN;
    return Stream.of(
        arguments("nothing at all", List.of()),
        arguments("a start and no more", List.of(step(0, 0, 100))),
        arguments("waits, then starts at nothing", List.of(step(40, 0, 100), step(1, 1, 100))),
        arguments("the same again and again", List.of(step(0, 3, 9), step(3, 3, 9), step(3, 3, 9))),
        arguments(
            "steps that are smaller than what has crept",
            List.of(
                step(0, 10, 1_000),
                step(60, 10.1, 1_000),
                step(1, 10.2, 1_000),
                step(1, 500, 1_000))),
        arguments("back again", List.of(step(0, 50, 100), step(20, 10, 100), step(20, 60, 100))),
        arguments("no total", List.of(step(0, 5, unknown), step(30, 6, unknown))),
        arguments("a total that comes late", List.of(step(0, 5, unknown), step(30, 6, 10))),
        arguments("a total that shrinks", List.of(step(0, 50, 100), step(30, 51, 50))),
        arguments("a total that grows", List.of(step(0, 50, 60), step(30, 55, 600))),
        arguments("done, and still at work", List.of(step(0, 100, 100), step(60, 100, 100))),
        arguments("fractions", List.of(step(0, 0.25, 1), step(30, 0.5, 1))),
        arguments("huge numbers", List.of(step(0, 1e17, 1e18), step(30, 1e17 + 1, 1e18))),
        arguments("below zero", List.of(step(0, -10, 0), step(30, -9, 0))),
        arguments("no number", List.of(step(0, 1, 9), step(30, unknown, 9))),
        arguments("a total without bound", List.of(step(0, 1, 1.0 / 0), step(30, 2, 1.0 / 0))));
  }

  /** Every course, then ten minutes in which nothing comes. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("courses")
  void whateverIsReportedTheValueGrowsWithinTenSecondsAndBelowTheTotal(
      String name, List<Step> course) {
    listen();
    for (Step step : course) {
      tick(step.after());
      reporter.report(step.done(), step.total(), step.text());
    }
    tick(Duration.ofMinutes(10));
    long before = 1_000;
    for (long at : sentAt) {
      assertTrue(at - before <= Duration.ofSeconds(10).toNanos(), () -> sentAt.toString());
      before = at;
    }
    assertTrue(now - before <= Duration.ofSeconds(10).toNanos());
    for (int i = 1; i < sent.size(); i++) {
      assertTrue(sent.get(i) > sent.get(i - 1), sent::toString);
    }
    Set<Double> reported = course.stream().map(Step::done).collect(Collectors.toSet());
    for (JsonNode each : params) {
      double value = each.path("progress").asDouble();
      double total = each.path("total").asDouble(Double.NaN);
      assertFalse(value > total, each::toString);
      assertTrue(value != total || reported.contains(value), each::toString);
    }
  }

  @Test
  void whatIsReportedIsSentAsItIsWhereItIsAheadAndItsTextOtherwise() {
    listen();
    reporter.report(10, 100, "ten");
    tick(Duration.ofSeconds(30));
    double crept = sent.getLast();
    assertTrue(crept > 10 && crept < 11, sent::toString);
    reporter.report(10.0001, 100, "a little more");
    assertEquals(crept, sent.getLast());
    tick(ProgressReporter.SILENCE);
    assertEquals("a little more", params.getLast().path("message").asText());
    assertTrue(sent.getLast() > crept, sent::toString);
    reporter.report(20, 100, "twenty");
    assertEquals(20.0, sent.getLast());
    assertEquals("twenty", params.getLast().path("message").asText());
    reporter.report(100, 100, "all");
    assertEquals(100.0, sent.getLast());
  }

  @Test
  void sixDaysOfSilenceDoNotReachTheTotal() {
    reporter.listen(event -> sent.add(progress(event)));
    reporter.report(99, 100, "nearly");
    for (int i = 0; i < 100_000; i++) {
      tick(ProgressReporter.SILENCE);
    }
    assertEquals(100_001, sent.size());
    assertTrue(sent.getLast() > sent.get(sent.size() - 2) && sent.getLast() < 100);
  }

  private static double progress(McpEvent event) {
    try {
      return Json.read(event.body()).at("/params/progress").asDouble();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void nothingIsSentAndNoTimerIsLeftAfterTheEnd() {
    listen();
    tick(Duration.ofMinutes(1));
    int before = sent.size();
    reporter.close();
    tick(Duration.ofMinutes(1));
    assertEquals(before, sent.size());
    assertEquals(List.of(), due);
  }
}
