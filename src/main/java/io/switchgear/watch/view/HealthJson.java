package io.switchgear.watch.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.health.HealthMonitor.Latest;
import io.switchgear.watch.health.HealthReport;
import io.switchgear.watch.health.HealthReport.CheckResult;
import io.switchgear.watch.health.HealthStatus;
import io.switchgear.watch.health.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * One round of health checks, for programs. Durations are in seconds.
 *
 * @param timestamp end of the round
 * @param ageSeconds since the end of the round; absent in the history
 * @param stale whether the report is too old to describe the present; absent in the history
 */
public record HealthJson(
    String status,
    Instant timestamp,
    double durationSeconds,
    List<Check> checks,
    Summary summary,
    @JsonInclude(Include.NON_ABSENT) OptionalDouble ageSeconds,
    @JsonInclude(Include.NON_ABSENT) Optional<Boolean> stale) {

  private static final String HEALTHY = HealthStatus.HEALTHY.wire();

  /** The result of one check. */
  public record Check(
      String name,
      String group,
      String priority,
      String status,
      String message,
      double durationSeconds,
      Instant timestamp) {

    static Check of(CheckResult result) {
      return new Check(
          result.name(),
          result.group(),
          result.priority().wire(),
          result.status().wire(),
          result.message(),
          seconds(result.took()),
          result.at());
    }

    private Check cut(int chars) {
      return new Check(
          name,
          group,
          priority,
          status,
          UntrustedText.line(message, chars),
          durationSeconds,
          timestamp);
    }
  }

  /**
   * The results, counted.
   *
   * @param criticalFailures names of the critical checks that are unhealthy
   */
  public record Summary(
      Counts counts,
      List<String> criticalFailures,
      double averageDurationSeconds,
      Map<String, Counts> priorities) {

    static Summary of(HealthReport report) {
      Map<String, Counts> priorities = new LinkedHashMap<>();
      for (Priority priority : Priority.values()) {
        priorities.put(priority.wire(), Counts.of(report, check -> check.priority() == priority));
      }
      return new Summary(
          Counts.of(report, check -> true),
          namesOfCritical(report),
          report.checks().stream().mapToDouble(check -> seconds(check.took())).average().orElse(0),
          priorities);
    }
  }

  /** Checks by their status. */
  public record Counts(long healthy, long degraded, long unhealthy) {

    static Counts of(HealthReport report, Predicate<CheckResult> which) {
      return new Counts(
          count(report, which, HealthStatus.HEALTHY),
          count(report, which, HealthStatus.DEGRADED),
          count(report, which, HealthStatus.UNHEALTHY));
    }

    private static long count(
        HealthReport report, Predicate<CheckResult> which, HealthStatus status) {
      return report.checks().stream()
          .filter(which)
          .filter(check -> check.status() == status)
          .count();
    }
  }

  /**
   * The last rounds of several nodes.
   *
   * @param status the worst of the nodes'; a node that does not answer counts as degraded
   */
  public record Nodes(String status, Instant timestamp, List<OfNode> nodes) {}

  /**
   * @param answered whether the node has answered in time; if not, the round is the one that it had
   *     told last
   * @param ageSeconds since the answer; absent if the node never answered
   * @param health absent if the node never answered
   */
  public record OfNode(
      String node,
      boolean answered,
      @JsonInclude(Include.NON_ABSENT) OptionalDouble ageSeconds,
      @JsonInclude(Include.NON_ABSENT) Optional<HealthJson> health) {}

  /** The last reports, oldest first. */
  public record History(List<HealthJson> reports) {}

  /**
   * The same round in the shape of {@code GET /health}. Durations are in milliseconds.
   *
   * @param checks by name
   */
  public record Probe(
      String status,
      Instant timestamp,
      double durationMs,
      Map<String, ProbedCheck> checks,
      Metadata metadata) {

    public static Probe of(HealthReport report) {
      Map<String, ProbedCheck> checks = new LinkedHashMap<>();
      report.checks().forEach(check -> checks.put(check.name(), ProbedCheck.of(check)));
      return new Probe(
          report.status().wire(),
          report.at(),
          millis(report.took()),
          checks,
          new Metadata(
              Counts.of(report, check -> true),
              namesOfCritical(report).size(),
              report.checks().stream()
                  .mapToDouble(check -> millis(check.took()))
                  .average()
                  .orElse(0)));
    }
  }

  /** One check of a {@link Probe}. */
  public record ProbedCheck(String status, String priority, String message, double durationMs) {

    static ProbedCheck of(CheckResult check) {
      return new ProbedCheck(
          check.status().wire(), check.priority().wire(), check.message(), millis(check.took()));
    }
  }

  /** The counts of a {@link Probe}. */
  public record Metadata(Counts checksByStatus, long criticalFailures, double averageDurationMs) {}

  /** Whether the server is alive or ready, in one word. */
  public record Word(String status) {}

  static HealthJson of(Latest latest) {
    return of(
        latest.report(), OptionalDouble.of(seconds(latest.age())), Optional.of(latest.stale()));
  }

  static HealthJson of(HealthReport report) {
    return of(report, OptionalDouble.empty(), Optional.empty());
  }

  private static HealthJson of(HealthReport report, OptionalDouble age, Optional<Boolean> stale) {
    return new HealthJson(
        report.status().wire(),
        report.at(),
        seconds(report.took()),
        report.checks().stream().map(Check::of).toList(),
        Summary.of(report),
        age,
        stale);
  }

  /** With at most so many checks, those that are not healthy first, and with shorter messages. */
  HealthJson cut(int most, int chars) {
    return new HealthJson(
        status,
        timestamp,
        durationSeconds,
        checks.stream()
            .sorted(Comparator.comparing(check -> check.status().equals(HEALTHY)))
            .limit(most)
            .map(check -> check.cut(chars))
            .toList(),
        summary,
        ageSeconds,
        stale);
  }

  private static List<String> namesOfCritical(HealthReport report) {
    return report.checks().stream()
        .filter(check -> check.priority() == Priority.CRITICAL)
        .filter(check -> check.status() == HealthStatus.UNHEALTHY)
        .map(CheckResult::name)
        .toList();
  }

  private static double seconds(Duration duration) {
    return Math.round(duration.toNanos() / 1e3) / 1e6;
  }

  private static double millis(Duration duration) {
    return Math.round(duration.toNanos() / 1e4) / 100.0;
  }
}
