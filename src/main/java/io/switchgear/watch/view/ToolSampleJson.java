package io.switchgear.watch.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerState;
import io.switchgear.metrics.WindowFigures;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A tool at this moment and over the last minute. Durations are in seconds.
 *
 * @param rate calls per second
 * @param failureRate null without calls
 * @param p95Seconds null without calls
 * @param reasonSentence why the breaker is in its state; absent if it is closed and no order stands
 * @param override absent if no order stands
 */
public record ToolSampleJson(
    String state,
    String mode,
    int failureCount,
    boolean probing,
    double retryAfter,
    int inFlight,
    int queued,
    double rate,
    OptionalDouble failureRate,
    OptionalDouble p95Seconds,
    @JsonInclude(Include.NON_ABSENT) Optional<String> reasonSentence,
    @JsonInclude(Include.NON_ABSENT) Optional<BreakerJson.StandingOrder> override) {

  static ToolSampleJson of(BreakerSnapshot breaker, WindowFigures minute) {
    boolean explained = breaker.state() != BreakerState.CLOSED || breaker.standing().isPresent();
    return new ToolSampleJson(
        breaker.state().wire(),
        breaker.mode().wire(),
        breaker.failureCount(),
        breaker.probing(),
        rounded(breaker.retryAfter().toMillis() / 1e3),
        breaker.running(),
        breaker.waiting(),
        rounded(minute.rate()),
        rounded(minute.failureRate()),
        rounded(minute.p95()),
        explained ? Optional.of(breaker.why()) : Optional.empty(),
        breaker.standing().map(BreakerJson.StandingOrder::of));
  }

  private static OptionalDouble rounded(OptionalDouble value) {
    return value.isPresent()
        ? OptionalDouble.of(rounded(value.getAsDouble()))
        : OptionalDouble.empty();
  }

  /** Four digits keep the lines short; readers show fewer. */
  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }

  /** All tools at one moment, by name. */
  public record All(String type, Instant timestamp, Map<String, ToolSampleJson> tools)
      implements EventJson {

    /** The type of the event that carries it. */
    public static final String TYPE = "sample";
  }
}
