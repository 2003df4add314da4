package io.switchgear.cli.demo;

import java.time.Duration;
import java.util.Locale;

/**
 * The speed of the demo. Displayed times are always nominal: those of the normal pace.
 *
 * @param factor multiplies nominal durations; above 0, at most 1, which is the normal pace
 */
public record Pace(double factor) {

  public static final Pace NORMAL = new Pace(1);

  public Pace {
    if (!(factor > 0 && factor <= 1)) {
      throw new IllegalArgumentException("pace = " + factor + ": must be above 0, at most 1");
    }
  }

  /** The real duration for a nominal one; at least 1 ms. */
  Duration real(Duration nominal) {
    return Duration.ofNanos(Math.max(1_000_000, (long) (nominal.toNanos() * factor)));
  }

  /** The nominal duration in seconds for a real one. */
  double nominalSeconds(Duration real) {
    return real.toNanos() / 1e9 / factor;
  }

  /** The nominal duration in whole seconds, rounded up. */
  String seconds(Duration real) {
    return String.format(Locale.ROOT, "%.0f s", Math.ceil(nominalSeconds(real) - 0.05));
  }
}
