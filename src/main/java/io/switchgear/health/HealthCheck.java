package io.switchgear.health;

import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * One thing that is looked at.
 *
 * @param name unique, such as {@code breaker:nmap}
 * @param probe looks; may block, and runs on a thread of its own; what it throws is an unhealthy
 *     finding
 */
public record HealthCheck(String name, Priority priority, Callable<Finding> probe) {

  public HealthCheck {
    Objects.requireNonNull(name);
    Objects.requireNonNull(priority);
    Objects.requireNonNull(probe);
  }

  /**
   * What a probe saw.
   *
   * @param message one sentence for people, with what to do when it is not healthy
   */
  public record Finding(HealthStatus status, String message) {

    public static Finding healthy(String message) {
      return new Finding(HealthStatus.HEALTHY, message);
    }

    public static Finding degraded(String message) {
      return new Finding(HealthStatus.DEGRADED, message);
    }

    public static Finding unhealthy(String message) {
      return new Finding(HealthStatus.UNHEALTHY, message);
    }
  }
}
