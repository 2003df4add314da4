package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A tool's breaker.
 *
 * @param drill the fault that is played; empty if none is
 * @param absence why the tool cannot run there; empty if it can
 */
record Breaker(String name, Standing standing, Figures figures, String drill, String absence) {

  private static final Map<String, String> MODES =
      Map.of(
          "operator_auto", "auto",
          "operator_hold_open", "hold-open",
          "operator_disabled", "disabled",
          "operator_metrics_only", "metrics-only");

  private static final String AUTO = "auto";

  /**
   * How it stands.
   *
   * @param state closed, open or half_open
   * @param mode auto, or the order that stands
   * @param why a sentence; may be empty
   * @param changedAt by the server's clock
   * @param retryAt by the server's clock; when the next probe is due
   * @param expires when the order that stands ends by itself
   */
  record Standing(
      String state,
      String mode,
      String why,
      Instant changedAt,
      Optional<Instant> retryAt,
      Optional<Instant> expires) {}

  /**
   * How it has fared for a minute, and what it has to do.
   *
   * @param rate calls per second
   * @param failureShare 0 to 1; empty without calls
   * @param p95 in seconds; empty without calls
   */
  record Figures(
      double rate, OptionalDouble failureShare, OptionalDouble p95, long inFlight, long queued) {}

  /** One of {@code /api/v1/tools}, which was made at that time. */
  static Breaker of(JsonNode tool, Instant at) {
    JsonNode override = tool.path("override");
    String why =
        override.isObject()
            ? order(override.path("operator"), override.path("reason"))
            : Words.clean(tool.path("reason_sentence"));
    return new Breaker(
        Words.clean(tool.path("name")),
        new Standing(
            Words.clean(tool.path("state")),
            tool.path("mode").asText(AUTO),
            why,
            at,
            retryAt(at, tool.path("retry_after").asDouble()),
            Words.time(override.path("expires"))),
        figures(tool),
        Words.clean(tool.path("drill").path("fault")),
        tool.path("available").asBoolean(true) ? "" : Words.clean(tool.path("message")));
  }

  /** A sample may be of before a transition that is known already; then its figures count alone. */
  Breaker sampled(JsonNode sample, Instant at) {
    if (!at.isAfter(standing.changedAt())) {
      return new Breaker(name, standing, figures(sample), drill, absence);
    }
    String mode = sample.path("mode").asText(AUTO);
    JsonNode override = sample.path("override");
    return new Breaker(
        name,
        new Standing(
            Words.clean(sample.path("state")),
            mode,
            override.isObject()
                ? order(override.path("operator"), override.path("reason"))
                : Words.clean(sample.path("reason_sentence")),
            standing.changedAt(),
            retryAt(at, sample.path("retry_after").asDouble()),
            Words.time(override.path("expires"))),
        figures(sample),
        drill,
        absence);
  }

  Breaker changed(JsonNode transition, Instant at) {
    JsonNode metadata = transition.path("metadata");
    String reason = transition.path("reason").asText();
    String why =
        metadata.has("operator")
            ? order(metadata.path("operator"), metadata.path("operator_reason"))
            : Words.spaced(Words.clean(reason));
    return new Breaker(
        name,
        new Standing(
            Words.clean(transition.path("to_state")),
            MODES.getOrDefault(reason, standing.mode()),
            why,
            at,
            retryAt(at, metadata.path("open_seconds").asDouble()),
            Words.time(metadata.path("expires"))),
        figures,
        drill,
        absence);
  }

  Breaker drilled(JsonNode change) {
    String fault =
        change.path("change").asText().equals("set") ? Words.clean(change.path("fault")) : "";
    return new Breaker(name, standing, figures, fault, absence);
  }

  /** Whether an operator's order stands. */
  boolean ordered() {
    return !standing.mode().equals(AUTO);
  }

  /** Two words at most. */
  String word() {
    return switch (standing.mode()) {
      case "hold-open" -> "held open";
      case "disabled" -> "disabled";
      case "metrics-only" -> "counts only";
      default -> Words.spaced(standing.state());
    };
  }

  private static String order(JsonNode operator, JsonNode reason) {
    return "by " + Words.clean(operator) + ": " + Words.clean(reason);
  }

  private static Optional<Instant> retryAt(Instant at, double seconds) {
    return seconds > 0
        ? Optional.of(at.plus(Duration.ofMillis((long) (seconds * 1e3))))
        : Optional.empty();
  }

  private static Figures figures(JsonNode json) {
    return new Figures(
        json.path("rate").asDouble(),
        Words.number(json.path("failure_rate")),
        Words.number(json.path("p95_seconds")),
        json.path("in_flight").asLong(),
        json.path("queued").asLong());
  }
}
