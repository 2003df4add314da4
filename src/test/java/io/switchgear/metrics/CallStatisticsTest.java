package io.switchgear.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class CallStatisticsTest {

  private final Ticker ticker = new Ticker(CallStatistics.Limits.STANDARD);
  private final CallStatistics calls = ticker.calls;

  private void call(CallOutcome ending, long millis) {
    ticker.call("a", ending, Duration.ofMillis(millis));
  }

  @Test
  void everyCallIsInExactlyOnePlace() {
    for (CallOutcome ending : CallOutcome.values()) {
      call(ending, 100);
    }
    ToolFigures figures = calls.figures("a");
    assertEquals(6, figures.executions());
    assertEquals(1, figures.successes());
    assertEquals(2, figures.failures());
    assertEquals(1.0 / 3, figures.successRate().getAsDouble(), 1e-9);
    assertEquals(0.1, figures.average().getAsDouble(), 1e-9);
    assertEquals(2.0 / 3, figures.recentFailureRate().getAsDouble(), 1e-9);
    assertEquals(6, figures.minute().calls());
    assertEquals(1, figures.minute().rejected());
    assertEquals(2.0 / 3, figures.hour().failureRate().getAsDouble(), 1e-9);
  }

  @Test
  void percentilesAreOfTheNewestNotOfTheLargest() {
    for (int i = 0; i < 1_000; i++) {
      call(CallOutcome.SUCCESS, 60_000);
    }
    ticker.pass(Duration.ofMinutes(2));
    for (int i = 0; i < 10; i++) {
      call(CallOutcome.SUCCESS, 20);
    }
    ToolFigures figures = calls.figures("a");
    assertEquals(10, figures.minute().calls());
    assertEquals(0.02, figures.minute().p99().getAsDouble(), 0.001);
    assertEquals(60, figures.fiveMinutes().p50().getAsDouble(), 0.6);
    ticker.pass(Duration.ofMinutes(5));
    assertEquals(0, calls.figures("a").fiveMinutes().calls());
    assertTrue(calls.figures("a").fiveMinutes().p50().isEmpty());
    assertEquals(60, calls.figures("a").p95().getAsDouble(), 0.6);
    ticker.pass(Duration.ofMinutes(60));
    assertTrue(calls.figures("a").p95().isEmpty());
    assertEquals(1_010, calls.figures("a").executions());
    assertEquals(0.02, calls.figures("a").min().getAsDouble(), 1e-9);
    assertEquals(60, calls.figures("a").max().getAsDouble(), 1e-9);
  }

  @Test
  void percentilesAreThoseOfTheHistogram() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Histogram reference = new Histogram(Duration.ofDays(1).toNanos() / 1_000, 2);
    for (int i = 0; i < 2_000; i++) {
      long micros = (long) Math.exp(random.nextDouble() * 20);
      reference.recordValue(micros);
      ticker.call("a", CallOutcome.SUCCESS, Duration.ofNanos(micros * 1_000));
      if (i % 50 == 0) {
        ticker.pass(Duration.ofSeconds(5));
      }
    }
    ToolFigures figures = calls.figures("a");
    for (double percentile : new double[] {50, 95, 99}) {
      double shown =
          (percentile == 50 ? figures.p50() : percentile == 95 ? figures.p95() : figures.p99())
              .getAsDouble();
      assertEquals(
          reference.getValueAtPercentile(percentile) / 1e6, shown, 1e-9, () -> "seed " + seed);
    }
  }

  @Test
  void unsafeNumbersPoisonNothing() {
    ticker.call("a", CallOutcome.SUCCESS, Duration.ofSeconds(-5));
    ticker.call("a", CallOutcome.SUCCESS, Duration.ofDays(10_000));
    ToolFigures figures = calls.figures("a");
    assertEquals(0, figures.min().getAsDouble());
    assertEquals(86_400, figures.max().getAsDouble());
    assertEquals(43_200, figures.average().getAsDouble());
    ToolFigures never = calls.figures("never");
    assertTrue(never.average().isEmpty() && never.successRate().isEmpty());
    assertTrue(never.minute().failureRate().isEmpty() && never.p99().isEmpty());
    assertFalse(Double.isNaN(never.minute().rate()));
  }

  @Test
  void onlySoManyToolsAreKeptAndTheOneUnusedLongestGoesFirst() {
    Ticker few =
        new Ticker(new CallStatistics.Limits(3, Duration.ofHours(24), Duration.ofHours(1)));
    for (String tool : List.of("a", "b", "c")) {
      few.call(tool, CallOutcome.SUCCESS, Duration.ZERO);
      few.pass(Duration.ofSeconds(1));
    }
    few.call("a", CallOutcome.SUCCESS, Duration.ZERO);
    few.call("d", CallOutcome.SUCCESS, Duration.ZERO);
    assertEquals("[a, c, d]", few.calls.figures().keySet().toString());
    for (int i = 0; i < 1_500; i++) {
      ticker.call("tool-" + i, CallOutcome.SUCCESS, Duration.ZERO);
    }
    assertEquals(1_000, calls.figures().size());
    assertEquals(1, calls.figures("tool-1499").executions());
    assertEquals(0, calls.figures("tool-499").executions());
  }

  @Test
  void idleToolsGoAfterADayUnlessACallIsUnderWay() {
    call(CallOutcome.SUCCESS, 1);
    ticker.leap(Duration.ofHours(23));
    assertEquals(1, calls.figures().size());
    ticker.active.incrementAndGet();
    ticker.leap(Duration.ofHours(2));
    assertEquals(1, calls.figures().size());
    ticker.active.decrementAndGet();
    ticker.leap(Duration.ofHours(1));
    assertEquals(0, calls.figures().size());
  }

  @Test
  void minutesAreKeptForTheRetentionAndNoLonger() {
    for (int i = 0; i < 180; i++) {
      call(i % 2 == 0 ? CallOutcome.SUCCESS : CallOutcome.TIMEOUT, 10);
      ticker.pass(Duration.ofMinutes(1));
    }
    assertEquals(59, calls.points("a", Duration.ofHours(1)).size());
    assertEquals(179, calls.points("a", Duration.ofHours(3)).size());
    ticker.leap(Duration.ofHours(23));
    assertTrue(calls.points("a", Duration.ofHours(168)).size() <= 61);
  }

  @Test
  void aResetForgetsAll() {
    call(CallOutcome.ERROR, 1);
    calls.reset();
    assertEquals(0, calls.figures().size());
    call(CallOutcome.SUCCESS, 1);
    assertEquals(1, calls.figures("a").executions());
  }

  @Test
  void callsFromManyThreadsAreCountedOnce() throws Exception {
    List<Future<?>> done = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int thread = 0; thread < 4; thread++) {
        done.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 5_000; i++) {
                    call(i % 4 == 0 ? CallOutcome.ERROR : CallOutcome.SUCCESS, i % 7);
                    if (i % 100 == 0) {
                      calls.tick();
                    }
                  }
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }
    ToolFigures figures = calls.figures("a");
    assertEquals(20_000, figures.executions());
    assertEquals(5_000, figures.failures());
    assertEquals(20_000, figures.hour().calls());
    assertEquals(0.25, figures.hour().failureRate().getAsDouble(), 1e-9);
    assertEquals(0.25, figures.recentFailureRate().getAsDouble(), 0.2);
  }
}
