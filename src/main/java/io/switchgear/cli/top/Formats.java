package io.switchgear.cli.top;

import io.switchgear.tool.UntrustedText;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalDouble;

/** Formats figures and text from the server. */
final class Formats {

  private static final int TEXT_CHARS = 300;
  private static final int DAY_SECONDS = 86_400;

  private Formats() {}

  /** Untrusted text as one line that is safe for a terminal. */
  static String clean(String text) {
    return UntrustedText.line(text, TEXT_CHARS);
  }

  /** The time, or the epoch if the server sent none. */
  static Instant known(Instant time) {
    return time == null ? Instant.EPOCH : time;
  }

  /** Replaces underscores and hyphens with spaces: {@code half_open} becomes "half open". */
  static String spaced(String name) {
    return name.replace('_', ' ').replace('-', ' ');
  }

  /** A duration: 0.0042 s is "4.2 ms", 75 s is "1 m 15 s". */
  static String seconds(double value) {
    if (value < 0.0095) {
      return format("%.1f ms", value * 1e3);
    }
    if (value < 0.9995) {
      return format("%.0f ms", value * 1e3);
    }
    if (value < 9.95) {
      return format("%.1f s", value);
    }
    return span(Duration.ofSeconds(Math.round(value)));
  }

  /** A duration in whole seconds, in its two largest units. */
  static String span(Duration duration) {
    long whole = Math.max(0, duration.toSeconds());
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return whole / 60 + " m" + (whole % 60 == 0 ? "" : " " + whole % 60 + " s");
    }
    return whole < DAY_SECONDS
        ? whole / 3600 + " h " + whole % 3600 / 60 + " m"
        : whole / DAY_SECONDS + " d " + whole % DAY_SECONDS / 3600 + " h";
  }

  /** Remaining time in whole seconds, rounded up. */
  static String countdown(Duration left) {
    return span(left.plusMillis(999));
  }

  static String rate(double perSecond) {
    if (perSecond == 0) {
      return "0";
    }
    return format(perSecond < 0.1 ? "%.2f" : perSecond < 10 ? "%.1f" : "%.0f", perSecond);
  }

  static String share(OptionalDouble share) {
    if (share.isEmpty()) {
      return "-";
    }
    double percent = share.getAsDouble() * 100;
    return format(percent == 0 || percent >= 10 ? "%.0f %%" : "%.1f %%", percent);
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
