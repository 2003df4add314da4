package io.switchgear.watch.health;

import io.switchgear.tool.UntrustedText;
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

    private static final int MESSAGE_CHARS = 2_000;

    /** The message may tell what a program, a file or an operator said. */
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
