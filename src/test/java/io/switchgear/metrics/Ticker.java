package io.switchgear.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/** Statistics with a manual clock. */
final class Ticker {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private long nanos = 42;
  final InstantSource wall = () -> NOON.plusNanos(nanos - 42);
  final AtomicInteger active = new AtomicInteger();
  final CallStatistics calls;

  Ticker(CallStatistics.Limits limits) {
    this.calls = new CallStatistics(limits, () -> nanos, wall);
  }

  /** Advances the clock, with a tick every five seconds. */
  void pass(Duration time) {
    Duration left = time;
    while (left.isPositive()) {
      Duration step = left.compareTo(Duration.ofSeconds(5)) < 0 ? left : Duration.ofSeconds(5);
      nanos += step.toNanos();
      left = left.minus(step);
      calls.tick();
    }
  }

  /** Advances the clock without ticks in between. */
  void leap(Duration time) {
    nanos += time.toNanos();
    calls.tick();
  }

  void call(String tool, CallOutcome ending, Duration took) {
    calls.started(tool, active);
    calls.ended(tool, active, ending, took.toNanos());
  }
}
