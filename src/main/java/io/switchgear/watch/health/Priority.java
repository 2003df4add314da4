package io.switchgear.watch.health;

import java.util.Locale;

/** The effect of a check on the overall status. */
public enum Priority {
  /** If it is unhealthy, the server is unhealthy. */
  CRITICAL,
  /** If it is unhealthy, the server is degraded. */
  IMPORTANT,
  /** The server is degraded only if all informational checks are unhealthy. */
  INFORMATIONAL;

  /** The name on the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
