package io.switchgear.watch.health;

import io.switchgear.tool.UntrustedText;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * A health check.
 *
 * @param name unique, such as {@code breaker:nmap}
 * @param probe performs the check on a separate thread; may block; an exception is an unhealthy
 *     finding
 */
public record HealthCheck(String name, Priority priority, Callable<Finding> probe) {

  public HealthCheck {
    Objects.requireNonNull(name);
    Objects.requireNonNull(priority);
    Objects.requireNonNull(probe);
  }

  /**
   * The result of a probe.
   *
   * @param message one sentence, with what to do if it is not healthy
   */
  public record Finding(HealthStatus status, String message) {

    private static final int MESSAGE_CHARS = 2_000;

    /** Sanitizes the message, which may contain text from programs, files or operators. */
    public Finding {
      message = UntrustedText.line(message, MESSAGE_CHARS);
    }

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
