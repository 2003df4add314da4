package io.switchgear.watch.health;

import java.util.Locale;

/** How much a check weighs in the whole. */
public enum Priority {
  /** Unhealthy: the server is unhealthy. */
  CRITICAL,
  /** Unhealthy: the server is degraded. */
  IMPORTANT,
  /** Moves the whole, to degraded, only when all of its kind are unhealthy. */
  INFORMATIONAL;

  /** As it stands on the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
