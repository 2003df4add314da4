package io.switchgear.breaker;

import java.util.Locale;

/** The three states, as people and metrics see them. */
public enum BreakerState {
  CLOSED(0),
  OPEN(1),
  HALF_OPEN(2);

  private final int code;

  BreakerState(int code) {
    this.code = code;
  }

  /** The value of the {@code circuit_breaker_state} gauge. */
  public int code() {
    return code;
  }

  private final String wire = name().toLowerCase(Locale.ROOT);

  /** As it stands on the wire and in metric labels. */
  public String wire() {
    return wire;
  }
}
