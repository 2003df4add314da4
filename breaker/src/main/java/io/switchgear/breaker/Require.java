package io.switchgear.breaker;

import java.time.Duration;

/** Range checks of the components of records. */
final class Require {

  private Require() {}

  static void range(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw new PolicyException(field, value, min, max);
    }
  }

  static void range(String field, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new PolicyException(field, value, min, max);
    }
  }

  static void range(String field, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new PolicyException(field, value, min, max);
    }
  }

  static void text(String field, String value, int maxLength) {
    if (value.isBlank() || value.length() > maxLength) {
      throw new IllegalArgumentException(
          field + " has " + value.strip().length() + " characters: must be from 1 to " + maxLength);
    }
  }
}
