package io.switchgear.cli.demo;

import java.time.Duration;
import java.util.Locale;

/**
 * How fast the demo goes. What is shown is always told in the time of the normal pace.
 *
 * @param factor what a duration is multiplied with; positive, 1 for the normal pace
 */
public record Pace(double factor) {

  public static final Pace NORMAL = new Pace(1);

  public Pace {
    if (!(factor > 0 && factor <= 1)) {
      throw new IllegalArgumentException("pace = " + factor + ": must be above 0, at most 1");
    }
  }

  Duration real(Duration told) {
    return Duration.ofNanos(Math.max(1_000_000, (long) (told.toNanos() * factor)));
  }

  /** In seconds. */
  double told(Duration real) {
    return real.toNanos() / 1e9 / factor;
  }

  /** In whole seconds, rounded up. */
  String seconds(Duration real) {
    return String.format(Locale.ROOT, "%.0f s", Math.ceil(told(real) - 0.05));
  }
}
