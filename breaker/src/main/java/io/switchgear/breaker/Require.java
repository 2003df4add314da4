package io.switchgear.breaker;

import java.time.Duration;

/** Range checks of policy fields; the message names the field, its value and what is allowed. */
final class Require {

  private Require() {}

  static void range(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw refused(field, value, min, max);
    }
  }

  static void range(String field, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw refused(field, value, min, max);
    }
  }

  static void range(String field, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw refused(field, text(value), text(min), text(max));
    }
  }

  static void text(String field, String value, int maxLength) {
    if (value.isBlank() || value.length() > maxLength) {
      throw new IllegalArgumentException(
          field + " has " + value.strip().length() + " characters: must be from 1 to " + maxLength);
    }
  }

  private static IllegalArgumentException refused(
      String field, Object value, Object min, Object max) {
    return new IllegalArgumentException(
        field + " = " + value + ": must be from " + min + " to " + max);
  }

  private static String text(Duration duration) {
    if (duration.toNanosPart() == 0) {
      return duration.toSeconds() + " s";
    }
    return duration.toNanosPart() % 1_000_000 == 0
        ? duration.toMillis() + " ms"
        : duration.toNanos() + " ns";
  }
}
