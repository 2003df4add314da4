package io.switchgear.watch.health;

import java.util.Locale;

/** A health status, best first. */
public enum HealthStatus {
  HEALTHY,
  DEGRADED,
  UNHEALTHY;

  /** The name on the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  HealthStatus worse(HealthStatus other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
