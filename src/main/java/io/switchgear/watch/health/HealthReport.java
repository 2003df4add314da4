package io.switchgear.watch.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * One round of checks.
 *
 * @param at when the round ended
 * @param took from its start to its end
 * @param checks in the order of their names
 */
public record HealthReport(
    HealthStatus status, Instant at, Duration took, List<CheckResult> checks) {

  /**
   * The result of one check.
   *
   * @param at when the result was known
   */
  public record CheckResult(
      String name,
      Priority priority,
      HealthStatus status,
      String message,
      Duration took,
      Instant at) {

    /** The part of the name before the colon; {@code server} if there is none. */
    public String group() {
      int colon = name.indexOf(':');
      return colon < 0 ? "server" : name.substring(0, colon);
    }
  }

  static HealthReport of(Instant at, Duration took, List<CheckResult> checks) {
    List<CheckResult> sorted =
        checks.stream().sorted(Comparator.comparing(CheckResult::name)).toList();
    return new HealthReport(rollUp(sorted), at, took, sorted);
  }

  /**
   * The overall status. It is unhealthy if a critical check is unhealthy. It is degraded if an
   * important check is unhealthy, if a critical or important check is degraded, or if all
   * informational checks are unhealthy.
   */
  static HealthStatus rollUp(List<CheckResult> checks) {
    HealthStatus overall = HealthStatus.HEALTHY;
    for (CheckResult check : checks) {
      overall =
          overall.worse(
              switch (check.priority()) {
                case CRITICAL -> check.status();
                case IMPORTANT ->
                    check.status() == HealthStatus.HEALTHY
                        ? HealthStatus.HEALTHY
                        : HealthStatus.DEGRADED;
                case INFORMATIONAL -> HealthStatus.HEALTHY;
              });
    }
    List<CheckResult> informational =
        checks.stream().filter(check -> check.priority() == Priority.INFORMATIONAL).toList();
    boolean allUnhealthy =
        !informational.isEmpty()
            && informational.stream().allMatch(check -> check.status() == HealthStatus.UNHEALTHY);
    return allUnhealthy ? overall.worse(HealthStatus.DEGRADED) : overall;
  }
}
