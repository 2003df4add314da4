package io.switchgear.breaker;

import java.time.Duration;

/**
 * A component of a policy is out of its range. Names the component as the record does, so that a
 * reader of a configuration can report the key of the value.
 */
public final class PolicyException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String component;
  private final transient Object value;
  private final transient Object min;
  private final transient Object max;

  PolicyException(String component, Object value, Object min, Object max) {
    super(component + " = " + text(value) + ": must be from " + text(min) + " to " + text(max));
    this.component = component;
    this.value = value;
    this.min = min;
    this.max = max;
  }

  /** Name of the record's component, such as {@code failureThreshold}. */
  public String component() {
    return component;
  }

  /** The refused value: a {@link Number} or a {@link Duration}. */
  public Object value() {
    return value;
  }

  /** The smallest value that is allowed. */
  public Object min() {
    return min;
  }

  /** The largest value that is allowed. */
  public Object max() {
    return max;
  }

  private static String text(Object value) {
    if (!(value instanceof Duration duration)) {
      return value.toString();
    }
    if (duration.toNanosPart() == 0) {
      return duration.toSeconds() + " s";
    }
    return duration.toNanosPart() % 1_000_000 == 0
        ? duration.toMillis() + " ms"
        : duration.toNanos() + " ns";
  }
}
