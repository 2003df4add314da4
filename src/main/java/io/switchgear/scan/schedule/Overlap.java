package io.switchgear.scan.schedule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What happens to a run whose time comes while an earlier run of the schedule has not ended. */
public enum Overlap {
  /** It does not run. */
  SKIP,
  /** It runs after the earlier one; at most one run waits. */
  QUEUE,
  /** The earlier one is cancelled; the new one starts when no scanner of the earlier one runs. */
  CANCEL_RUNNING;

  private final String wire = name().toLowerCase(Locale.ROOT);

  public String wire() {
    return wire;
  }

  public static Optional<Overlap> of(String wire) {
    return Arrays.stream(values()).filter(policy -> policy.wire.equals(wire)).findFirst();
  }
}
