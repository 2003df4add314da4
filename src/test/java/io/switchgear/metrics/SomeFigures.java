package io.switchgear.metrics;

import java.time.Duration;

/** Figures of a tool that ran recently. */
public final class SomeFigures {

  private SomeFigures() {}

  public static ToolFigures of(int good, int bad) {
    Ticker ticker = new Ticker(CallStatistics.Limits.STANDARD);
    for (int i = 0; i < good + bad; i++) {
      ticker.call("a", i < good ? CallOutcome.SUCCESS : CallOutcome.ERROR, Duration.ofMillis(5));
    }
    return ticker.calls.figures("a");
  }
}
