package io.switchgear.cli;

import io.switchgear.tool.UntrustedText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Values from a server as text for people; a dash for a missing value. */
final class FigureText {

  static final String NONE = "-";

  private static final int TEXT_CHARS = 700;

  private FigureText() {}

  /** Text from a server, on one line and bounded. */
  static String text(String text) {
    return UntrustedText.line(text, TEXT_CHARS);
  }

  /** A time with whole seconds. */
  static String time(Optional<Instant> time) {
    return time.map(known -> known.truncatedTo(ChronoUnit.SECONDS).toString()).orElse(NONE);
  }

  /** A fraction from 0 to 1 as a percentage. */
  static String share(OptionalDouble share) {
    return share.isPresent() ? format("%.1f %%", share.getAsDouble() * 100) : NONE;
  }

  /** A duration given in seconds. */
  static String took(OptionalDouble seconds) {
    return seconds.isPresent() ? took(seconds.getAsDouble()) : NONE;
  }

  /** A time with whole seconds; a dash for null. */
  static String time(Instant time) {
    return time(Optional.ofNullable(time));
  }

  static String rate(OptionalDouble perSecond) {
    return perSecond.isPresent() ? format("%.2f", perSecond.getAsDouble()) : NONE;
  }

  /** A duration given in seconds. */
  static String took(double value) {
    if (value < 1) {
      return format("%.0f ms", value * 1000);
    }
    return value < 100 ? format("%.2f s", value) : format("%.0f s", value);
  }

  /** An age, rounded to its largest unit. */
  static String age(double seconds) {
    if (seconds < 120) {
      return format("%.0f s", Math.max(0, seconds));
    }
    if (seconds < 7200) {
      return format("%.0f min", seconds / 60);
    }
    return seconds < 172_800 ? format("%.0f h", seconds / 3600) : format("%.0f d", seconds / 86400);
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
