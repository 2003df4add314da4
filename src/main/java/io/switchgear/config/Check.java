package io.switchgear.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers what is wrong with the values of one settings record, so that all of it is told at once.
 */
final class Check {

  private final String prefix;
  private final List<SettingProblem> problems = new ArrayList<>();

  /**
   * @param prefix path of the record's block
   */
  Check(String prefix) {
    this.prefix = prefix + ".";
  }

  Check range(String key, long value, long min, long max) {
    return that(min <= value && value <= max, key, value, "allowed is " + min + " to " + max);
  }

  Check range(String key, double value, double min, double max) {
    return that(min <= value && value <= max, key, value, "allowed is " + min + " to " + max);
  }

  Check range(String key, Duration value, Duration min, Duration max) {
    return that(
        value.compareTo(min) >= 0 && value.compareTo(max) <= 0,
        key,
        shown(value),
        "allowed is " + shown(min) + " to " + shown(max));
  }

  Check that(boolean holds, String key, Object value, String message) {
    if (!holds) {
      problems.add(new SettingProblem(prefix + key, "" + value, "", message));
    }
    return this;
  }

  /**
   * @throws SettingsException if anything was wrong
   */
  void done() {
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
  }

  /** In the notation of the configuration file. */
  static String shown(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    long nanos;
    try {
      nanos = duration.toNanos();
    } catch (ArithmeticException tooLong) {
      return duration.toString();
    }
    if (nanos % 1_000_000 != 0) {
      return nanos + "ns";
    }
    long millis = nanos / 1_000_000;
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
