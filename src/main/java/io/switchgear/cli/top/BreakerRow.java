package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A row of the tools table: one tool's breaker.
 *
 * @param drill the fault of the active drill; empty if there is none
 * @param unavailable why the tool cannot run on the server; empty if it can
 */
record BreakerRow(String name, Status status, Figures figures, String drill, String unavailable) {

  private static final Map<String, String> MODES =
      Map.of(
          "operator_auto", "auto",
          "operator_hold_open", "hold-open",
          "operator_disabled", "disabled",
          "operator_metrics_only", "metrics-only");

  private static final String AUTO = "auto";

  /**
   * The breaker's state and mode.
   *
   * @param state closed, open or half_open
   * @param mode auto, or the operator's override
   * @param why the reason as a sentence; may be empty
   * @param changedAt by the server's clock
   * @param retryAt when the next probe is due, by the server's clock
   * @param expires when the override expires
   */
  record Status(
      String state,
      String mode,
      String why,
      Instant changedAt,
      Optional<Instant> retryAt,
      Optional<Instant> expires) {}

  /**
   * Figures of the last minute, and the current load.
   *
   * @param rate calls per second
   * @param failureShare fraction of failed calls, 0 to 1; empty without calls
   * @param p95 duration in seconds; empty without calls
   */
  record Figures(
      double rate, OptionalDouble failureShare, OptionalDouble p95, long inFlight, long queued) {}

  /** Reads an element of {@code /api/v1/tools}, which the server made at {@code at}. */
  static BreakerRow of(JsonNode tool, Instant at) {
    JsonNode override = tool.path("override");
    String why =
        override.isObject()
            ? order(override.path("operator"), override.path("reason"))
            : Formats.clean(tool.path("reason_sentence"));
    return new BreakerRow(
        Formats.clean(tool.path("name")),
        new Status(
            Formats.clean(tool.path("state")),
            tool.path("mode").asText(AUTO),
            why,
            at,
            retryAt(at, tool.path("retry_after").asDouble()),
            Formats.time(override.path("expires"))),
        figures(tool),
        Formats.clean(tool.path("drill").path("fault")),
        tool.path("available").asBoolean(true) ? "" : Formats.clean(tool.path("message")));
  }

  /** Applies a sample. If it is older than the last known transition, only its figures are used. */
  BreakerRow sampled(JsonNode sample, Instant at) {
    if (!at.isAfter(status.changedAt())) {
      return new BreakerRow(name, status, figures(sample), drill, unavailable);
    }
    String mode = sample.path("mode").asText(AUTO);
    JsonNode override = sample.path("override");
    return new BreakerRow(
        name,
        new Status(
            Formats.clean(sample.path("state")),
            mode,
            override.isObject()
                ? order(override.path("operator"), override.path("reason"))
                : Formats.clean(sample.path("reason_sentence")),
            status.changedAt(),
            retryAt(at, sample.path("retry_after").asDouble()),
            Formats.time(override.path("expires"))),
        figures(sample),
        drill,
        unavailable);
  }

  BreakerRow changed(JsonNode transition, Instant at) {
    JsonNode metadata = transition.path("metadata");
    String reason = transition.path("reason").asText();
    String why =
        metadata.has("operator")
            ? order(metadata.path("operator"), metadata.path("operator_reason"))
            : Formats.spaced(Formats.clean(reason));
    return new BreakerRow(
        name,
        new Status(
            Formats.clean(transition.path("to_state")),
            MODES.getOrDefault(reason, status.mode()),
            why,
            at,
            retryAt(at, metadata.path("open_seconds").asDouble()),
            Formats.time(metadata.path("expires"))),
        figures,
        drill,
        unavailable);
  }

  BreakerRow drilled(JsonNode change) {
    String fault =
        change.path("change").asText().equals("set") ? Formats.clean(change.path("fault")) : "";
    return new BreakerRow(name, status, figures, fault, unavailable);
  }

  /** Whether an operator's override is active. */
  boolean hasOverride() {
    return !status.mode().equals(AUTO);
  }

  /** The state or override in at most two words. */
  String word() {
    return switch (status.mode()) {
      case "hold-open" -> "held open";
      case "disabled" -> "disabled";
      case "metrics-only" -> "counts only";
      default -> Formats.spaced(status.state());
    };
  }

  private static String order(JsonNode operator, JsonNode reason) {
    return "by " + Formats.clean(operator) + ": " + Formats.clean(reason);
  }

  private static Optional<Instant> retryAt(Instant at, double seconds) {
    return seconds > 0
        ? Optional.of(at.plus(Duration.ofMillis((long) (seconds * 1e3))))
        : Optional.empty();
  }

  private static Figures figures(JsonNode json) {
    return new Figures(
        json.path("rate").asDouble(),
        Formats.number(json.path("failure_rate")),
        Formats.number(json.path("p95_seconds")),
        json.path("in_flight").asLong(),
        json.path("queued").asLong());
  }
}
