package io.switchgear.supervisor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.ProtectionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What became of a tool's calls since its supervisor was created. Every call that has ended is in
 * exactly one of successful, failed, rejected, cancelled and ignored; {@code totalCalls} is their
 * sum.
 *
 * @param ignoredCalls ended otherwise than well, in a way that does not speak against the tool
 * @param successRate share of the successful among successful and failed calls, 0 to 1
 * @param averageLatency seconds a successful or failed call ran
 * @param failureReasons failed calls by kind
 * @param stateChanges all transitions, also those that the history no longer holds
 * @param stateHistory the last 100, oldest first
 * @param recentErrors the last 10, oldest first
 */
public record ToolStats(
    BreakerSnapshot breaker,
    long totalCalls,
    long successfulCalls,
    long failedCalls,
    long rejectedCalls,
    long cancelledCalls,
    long ignoredCalls,
    long consecutiveFailures,
    long consecutiveSuccesses,
    OptionalDouble successRate,
    OptionalDouble averageLatency,
    Map<String, Long> failureReasons,
    long stateChanges,
    Optional<Instant> lastFailureTime,
    Optional<Instant> lastSuccessTime,
    Optional<Instant> lastStateChange,
    List<Transition> stateHistory,
    List<CallError> recentErrors,
    ProtectionPolicy configuration) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  static ToolStats of(
      BreakerSnapshot breaker, Circuit circuit, ProtectionPolicy policy, long turnedAway) {
    Ledger ledger = circuit.ledger();
    Tally tally = ledger.tally();
    return new ToolStats(
        breaker,
        tally.ended() + turnedAway,
        tally.successful(),
        tally.failed(),
        tally.rejected() + turnedAway,
        tally.cancelled(),
        tally.ignored(),
        tally.consecutiveFailures(),
        tally.consecutiveSuccesses(),
        tally.successRate(),
        tally.averageLatency(),
        ledger.failureReasons(),
        ledger.stateChanges(),
        ledger.lastFailure(),
        ledger.lastSuccess(),
        ledger.history().isEmpty()
            ? Optional.empty()
            : Optional.of(ledger.history().getLast().at()),
        ledger.history(),
        ledger.errors(),
        policy);
  }

  /** As it stands on the wire: snake_case names, durations in seconds, times in ISO 8601. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", breaker.name())
        .put("state", breaker.state().wire())
        .put("reason", breaker.reason().wire())
        .put("mode", breaker.mode().wire())
        .put("failure_count", breaker.failureCount())
        .put("success_count", breaker.successCount())
        .put("probing", breaker.probing())
        .put("retry_after", seconds(breaker.retryAfter()))
        .put("active_calls", breaker.running())
        .put("queued_calls", breaker.waiting())
        .put("total_calls", totalCalls)
        .put("successful_calls", successfulCalls)
        .put("failed_calls", failedCalls)
        .put("rejected_calls", rejectedCalls)
        .put("cancelled_calls", cancelledCalls)
        .put("ignored_calls", ignoredCalls)
        .put("consecutive_failures", consecutiveFailures)
        .put("consecutive_successes", consecutiveSuccesses)
        .put("success_rate", present(successRate))
        .put("average_latency", present(averageLatency))
        .put("state_changes", stateChanges)
        .put("last_failure_time", lastFailureTime.map(Instant::toString).orElse(null))
        .put("last_success_time", lastSuccessTime.map(Instant::toString).orElse(null))
        .put("last_state_change", lastStateChange.map(Instant::toString).orElse(null));
    ObjectNode reasons = json.putObject("failure_reasons");
    failureReasons.forEach(reasons::put);
    ArrayNode history = json.putArray("state_history");
    for (Transition change : stateHistory) {
      history
          .addObject()
          .put("timestamp", change.at().toString())
          .put("from_state", change.from().wire())
          .put("to_state", change.to().wire())
          .put("reason", change.reason())
          .set("metadata", MAPPER.valueToTree(change.metadata()));
    }
    ArrayNode errors = json.putArray("recent_errors");
    for (CallError error : recentErrors) {
      errors
          .addObject()
          .put("timestamp", error.at().toString())
          .put("call_id", error.callId())
          .put("kind", error.kind())
          .put("message", error.message());
    }
    breaker.standing().ifPresent(order -> json.set("override", override(order)));
    json.set("configuration", configurationJson());
    return json;
  }

  private static Double present(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  /** An order that stands. */
  public static ObjectNode override(OperatorOrder order) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("mode", order.action().wire())
        .put("operator", order.operator())
        .put("reason", order.reason())
        .put("expires", order.expiry().map(expiry -> expiry.shown().toString()).orElse(null));
  }

  private ObjectNode configurationJson() {
    BreakerPolicy policy = configuration.breaker();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    return json.put("call_timeout", seconds(configuration.callTimeout()))
        .put("failure_threshold", policy.failureThreshold())
        .put("current_failure_threshold", breaker.failureThreshold())
        .put("recovery_timeout", seconds(policy.recoveryTimeout()))
        .put("multiplier", policy.multiplier())
        .put("max_recovery_timeout", seconds(policy.maxRecoveryTimeout()))
        .put("jitter", policy.jitter())
        .put("success_threshold", policy.successThreshold())
        .put("half_open_permits", policy.halfOpenPermits())
        .put("adaptive", policy.adaptive())
        .put("canary", policy.canary())
        .put("window", policy.window().type().name().toLowerCase(Locale.ROOT))
        .put("window_size", policy.window().size())
        .put("window_minimum_calls", policy.window().minimumCalls())
        .put("window_failure_rate", policy.window().failureRate())
        .put("window_slow_call_rate", policy.window().slowCallRate())
        .put("window_slow_call", seconds(policy.window().slowCall()))
        .put("max_concurrent", configuration.bulkhead().maxConcurrent())
        .put("queue", configuration.bulkhead().queue());
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
