package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.UntrustedText;
import java.util.Locale;

/** Values of the server's JSON as text for people; a dash for a missing value. */
final class FigureText {

  static final String NONE = "-";

  private static final int TEXT_CHARS = 700;

  private FigureText() {}

  static String text(JsonNode text) {
    return UntrustedText.line(text.asText(), TEXT_CHARS);
  }

  /** A time with whole seconds. */
  static String time(JsonNode time) {
    return time.isTextual() ? text(time).replaceFirst("\\.[0-9]+Z$", "Z") : NONE;
  }

  /** A fraction from 0 to 1 as a percentage. */
  static String share(JsonNode share) {
    return share.isNumber() ? format("%.1f %%", share.asDouble() * 100) : NONE;
  }

  static String rate(JsonNode rate) {
    return rate.isNumber() ? format("%.2f", rate.asDouble()) : NONE;
  }

  /** A duration given in seconds. */
  static String took(JsonNode seconds) {
    if (!seconds.isNumber()) {
      return NONE;
    }
    double value = seconds.asDouble();
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
