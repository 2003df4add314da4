package io.switchgear.scan.compare;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The two jobs of a comparison. */
public enum Side {
  BEFORE,
  AFTER;

  private final String wire = name().toLowerCase(Locale.ROOT);

  @JsonValue
  public String wire() {
    return wire;
  }
}
