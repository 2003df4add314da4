package io.switchgear.watch.health;

import static io.switchgear.watch.health.HealthStatus.DEGRADED;
import static io.switchgear.watch.health.HealthStatus.HEALTHY;
import static io.switchgear.watch.health.HealthStatus.UNHEALTHY;
import static io.switchgear.watch.health.Priority.CRITICAL;
import static io.switchgear.watch.health.Priority.IMPORTANT;
import static io.switchgear.watch.health.Priority.INFORMATIONAL;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.watch.health.HealthReport.CheckResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HealthReportTest {

  static Stream<Arguments> rollUps() {
    return Stream.of(
        Arguments.of(HEALTHY, List.of()),
        Arguments.of(HEALTHY, List.of(check("a", CRITICAL, HEALTHY))),
        Arguments.of(UNHEALTHY, List.of(check("a", CRITICAL, UNHEALTHY))),
        Arguments.of(DEGRADED, List.of(check("a", CRITICAL, DEGRADED))),
        Arguments.of(DEGRADED, List.of(check("a", IMPORTANT, UNHEALTHY))),
        Arguments.of(DEGRADED, List.of(check("a", IMPORTANT, DEGRADED))),
        Arguments.of(
            UNHEALTHY, List.of(check("a", IMPORTANT, UNHEALTHY), check("b", CRITICAL, UNHEALTHY))),
        Arguments.of(
            HEALTHY,
            List.of(check("a", INFORMATIONAL, UNHEALTHY), check("b", INFORMATIONAL, DEGRADED))),
        Arguments.of(
            DEGRADED,
            List.of(
                check("a", INFORMATIONAL, UNHEALTHY),
                check("b", INFORMATIONAL, UNHEALTHY),
                check("c", CRITICAL, HEALTHY))));
  }

  @ParameterizedTest
  @MethodSource("rollUps")
  void rollsUpByPriority(HealthStatus expected, List<CheckResult> checks) {
    assertEquals(expected, HealthReport.rollUp(checks));
  }

  /** Every combination of one check per priority, against the rule. */
  @ParameterizedTest
  @EnumSource(HealthStatus.class)
  void everyMixtureOfPrioritiesRollsUpByTheRule(HealthStatus critical) {
    for (HealthStatus important : HealthStatus.values()) {
      for (HealthStatus one : HealthStatus.values()) {
        for (HealthStatus other : HealthStatus.values()) {
          HealthStatus expected;
          if (critical == UNHEALTHY) {
            expected = UNHEALTHY;
          } else if (important != HEALTHY || critical == DEGRADED) {
            expected = DEGRADED;
          } else {
            expected = one == UNHEALTHY && other == UNHEALTHY ? DEGRADED : HEALTHY;
          }
          List<CheckResult> checks =
              List.of(
                  check("a", CRITICAL, critical),
                  check("b", IMPORTANT, important),
                  check("c", INFORMATIONAL, one),
                  check("d", INFORMATIONAL, other));
          assertEquals(expected, HealthReport.rollUp(checks), checks::toString);
        }
      }
    }
  }

  @Test
  void theGroupIsWhatStandsBeforeTheColon() {
    assertEquals("breaker", check("breaker:nmap", CRITICAL, HEALTHY).group());
    assertEquals("server", check("store", CRITICAL, HEALTHY).group());
  }

  @Test
  void listsChecksByName() {
    HealthReport report =
        HealthReport.of(
            Instant.EPOCH,
            Duration.ZERO,
            List.of(check("b", CRITICAL, HEALTHY), check("a", CRITICAL, HEALTHY)));
    assertEquals(List.of("a", "b"), report.checks().stream().map(CheckResult::name).toList());
  }

  private static CheckResult check(String name, Priority priority, HealthStatus status) {
    return new CheckResult(name, priority, status, "", Duration.ZERO, Instant.EPOCH);
  }
}
