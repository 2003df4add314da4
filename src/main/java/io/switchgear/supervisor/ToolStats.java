package io.switchgear.supervisor;

import io.switchgear.breaker.ProtectionPolicy;
import java.time.Instant;
import java.util.List;
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
}
