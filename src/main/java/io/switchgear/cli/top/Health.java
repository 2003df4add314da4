package io.switchgear.cli.top;

import io.switchgear.watch.view.HealthJson;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A server's health.
 *
 * @param worst the check with the worst status, if any is not healthy
 * @param unhealthy the number of checks that are not healthy
 */
record Health(String status, Optional<Check> worst, long unhealthy) {

  private static final List<String> STATUSES = List.of("unhealthy", "degraded", "healthy");
  private static final List<String> PRIORITIES = List.of("critical", "important", "informational");

  record Check(String name, String status, String message) {

    static Check of(HealthJson.Check check) {
      return new Check(
          Formats.clean(check.name()),
          Formats.clean(check.status()),
          Formats.clean(check.message()));
    }
  }

  static Health of(HealthJson report) {
    List<HealthJson.Check> bad =
        report.checks().stream()
            .filter(check -> !check.status().equals("healthy"))
            .sorted(
                Comparator.comparing((HealthJson.Check check) -> rank(STATUSES, check.status()))
                    .thenComparing(check -> rank(PRIORITIES, check.priority())))
            .toList();
    return new Health(
        Formats.clean(report.status()), bad.stream().findFirst().map(Check::of), bad.size());
  }

  private static int rank(List<String> order, String name) {
    int rank = order.indexOf(name);
    return rank < 0 ? order.size() : rank;
  }
}
