package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.UntrustedText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Values of the server's JSON as text for people; a dash for a missing value. */
final class FigureText {

  static final String NONE = "-";

  private static final int TEXT_CHARS = 700;

  private FigureText() {}

  static String text(JsonNode text) {
    return text(text.asText());
  }

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
    return seconds.isNumber() ? took(seconds.asDouble()) : NONE;
  }

  private static String took(double value) {
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
