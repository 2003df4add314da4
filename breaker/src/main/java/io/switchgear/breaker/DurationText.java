package io.switchgear.breaker;

import java.time.Duration;

/** Durations for people. */
public final class DurationText {

  private DurationText() {}

  /** Milliseconds below one second, seconds above; rounded up, at least 1 ms. */
  public static String of(Duration duration) {
    return duration.toMillis() < 1000
        ? Math.max(1, duration.toMillis()) + " ms"
        : (duration.toMillis() + 999) / 1000 + " s";
  }
}
