package io.switchgear.watch.health;

import java.util.Locale;

/** How well something is, best first. */
public enum HealthStatus {
  HEALTHY,
  DEGRADED,
  UNHEALTHY;

  /** As it stands on the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  HealthStatus worse(HealthStatus other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
