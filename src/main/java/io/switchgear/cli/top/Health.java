package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
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

  record Check(String name, String status, String message) {}

  /** Reads {@code /api/v1/health}. */
  static Health of(JsonNode report) {
    List<JsonNode> bad =
        report
            .path("checks")
            .valueStream()
            .filter(check -> !check.path("status").asText().equals("healthy"))
            .sorted(
                Comparator.comparing((JsonNode check) -> rank(STATUSES, check.path("status")))
                    .thenComparing(check -> rank(PRIORITIES, check.path("priority"))))
            .toList();
    return new Health(
        Formats.clean(report.path("status")),
        bad.stream().findFirst().map(Health::check),
        bad.size());
  }

  private static Check check(JsonNode check) {
    return new Check(
        Formats.clean(check.path("name")),
        Formats.clean(check.path("status")),
        Formats.clean(check.path("message")));
  }

  private static int rank(List<String> order, JsonNode name) {
    int rank = order.indexOf(name.asText());
    return rank < 0 ? order.size() : rank;
  }
}
