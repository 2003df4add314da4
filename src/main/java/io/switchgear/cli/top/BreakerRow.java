package io.switchgear.cli.top;

import io.switchgear.watch.view.BreakerJson;
import io.switchgear.watch.view.EventJson;
import io.switchgear.watch.view.ToolJson;
import io.switchgear.watch.view.ToolSampleJson;
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

  /** A tool of an answer that the server made at {@code at}. */
  static BreakerRow of(ToolJson tool, Instant at) {
    return new BreakerRow(
        Formats.clean(tool.name()),
        status(tool.sample(), at, at),
        figures(tool.sample()),
        tool.drill().map(drill -> Formats.clean(drill.fault())).orElse(""),
        tool.available() ? "" : Formats.clean(tool.message()));
  }

  /** Applies a sample. If it is older than the last known transition, only its figures are used. */
  BreakerRow sampled(ToolSampleJson sample, Instant at) {
    Status next = at.isAfter(status.changedAt()) ? status(sample, at, status.changedAt()) : status;
    return new BreakerRow(name, next, figures(sample), drill, unavailable);
  }

  private static Status status(ToolSampleJson sample, Instant at, Instant changedAt) {
    return new Status(
        Formats.clean(sample.state()),
        sample.mode().isEmpty() ? AUTO : sample.mode(),
        sample
            .override()
            .map(order -> order(order.operator(), order.reason()))
            .or(() -> sample.reasonSentence().map(Formats::clean))
            .orElse(""),
        changedAt,
        retryAt(at, sample.retryAfter()),
        sample.override().flatMap(BreakerJson.StandingOrder::expires));
  }

  BreakerRow changed(EventJson.BreakerTransition transition, Instant at) {
    Status next =
        new Status(
            Formats.clean(transition.toState()),
            MODES.getOrDefault(transition.reason(), status.mode()),
            transition
                .operator()
                .map(operator -> order(operator, transition.operatorReason()))
                .orElseGet(() -> Formats.spaced(Formats.clean(transition.reason()))),
            at,
            retryAt(at, transition.openSeconds()),
            transition.expires());
    return new BreakerRow(name, next, figures, drill, unavailable);
  }

  BreakerRow drilled(EventJson.DrillChanged change) {
    String fault = change.change().equals("set") ? Formats.clean(change.fault()) : "";
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

  private static String order(String operator, String reason) {
    return "by " + Formats.clean(operator) + ": " + Formats.clean(reason);
  }

  private static Optional<Instant> retryAt(Instant at, double seconds) {
    return seconds > 0
        ? Optional.of(at.plus(Duration.ofMillis((long) (seconds * 1e3))))
        : Optional.empty();
  }

  private static Figures figures(ToolSampleJson sample) {
    return new Figures(
        sample.rate(),
        sample.failureRate(),
        sample.p95Seconds(),
        sample.inFlight(),
        sample.queued());
  }
}
