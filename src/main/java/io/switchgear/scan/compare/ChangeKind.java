package io.switchgear.scan.compare;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What happened to a host or port between two jobs. */
public enum ChangeKind {
  /** The host is up and was not; the port is open and was not. */
  CAME,
  /** The host was up and is not; the port was open and is not. */
  WENT,
  CHANGED;

  private final String wire = name().toLowerCase(Locale.ROOT);

  @JsonValue
  public String wire() {
    return wire;
  }
}
