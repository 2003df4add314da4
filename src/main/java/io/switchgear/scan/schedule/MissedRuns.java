package io.switchgear.scan.schedule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What happens to runs whose time passed while no server could start them. */
public enum MissedRuns {
  /** They are recorded and not made up for. */
  SKIP,
  /** One run makes up for all of them. */
  ONCE,
  /** The newest of them are made up for, one after the other. */
  ALL;

  private final String wire = name().toLowerCase(Locale.ROOT);

  public String wire() {
    return wire;
  }

  public static Optional<MissedRuns> of(String wire) {
    return Arrays.stream(values()).filter(policy -> policy.wire.equals(wire)).findFirst();
  }
}
