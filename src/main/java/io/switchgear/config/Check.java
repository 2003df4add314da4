package io.switchgear.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Checks the components of one settings record and collects all problems, so that they are reported
 * together. Every method takes the component's name as it is in the record.
 */
final class Check {

  private final List<ComponentProblem> problems = new ArrayList<>();

  Check range(String component, long value, long min, long max) {
    return allowed(min <= value && value <= max, component, value, min + " to " + max);
  }

  Check range(String component, double value, double min, double max) {
    return allowed(min <= value && value <= max, component, value, min + " to " + max);
  }

  Check range(String component, Duration value, Duration min, Duration max) {
    return allowed(
        value.compareTo(min) >= 0 && value.compareTo(max) <= 0,
        component,
        shown(value),
        shown(min) + " to " + shown(max));
  }

  /** Each of the values must be one of the allowed ones. */
  Check oneOf(String component, Collection<String> values, Collection<String> allowed) {
    for (String value : values) {
      allowed(allowed.contains(value), component, value, String.join(", ", allowed));
    }
    return this;
  }

  /**
   * Notes a problem whose message is {@code allowed}.
   *
   * @param allowed as of {@link ComponentProblem}
   */
  Check allowed(boolean holds, String component, Object value, String allowed) {
    if (!holds) {
      problems.add(new ComponentProblem(component, "" + value, "allowed is " + allowed, allowed));
    }
    return this;
  }

  /**
   * Notes a problem.
   *
   * @param message what is allowed, and what to do
   */
  Check that(boolean holds, String component, Object value, String message) {
    if (!holds) {
      problems.add(new ComponentProblem(component, "" + value, message, ""));
    }
    return this;
  }

  /**
   * Ends the check.
   *
   * @throws ComponentException if there is a problem
   */
  void done() {
    if (!problems.isEmpty()) {
      throw new ComponentException(problems);
    }
  }

  /** A duration in the notation of the configuration file. */
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
