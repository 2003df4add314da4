package io.switchgear.metrics;

import java.time.Duration;

/** Figures of a tool that just ran. */
public final class SomeFigures {

  private SomeFigures() {}

  public static ToolFigures of(int good, int bad) {
    Ticker ticker = new Ticker(CallStatistics.Limits.STANDARD);
    for (int i = 0; i < good + bad; i++) {
      ticker.call("a", i < good ? Ending.SUCCESS : Ending.ERROR, Duration.ofMillis(5));
    }
    return ticker.calls.figures("a");
  }
}
