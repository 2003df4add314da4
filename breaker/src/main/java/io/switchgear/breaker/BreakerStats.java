package io.switchgear.breaker;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Statistics of a breaker's calls since it was created or reset. Every call that ended is counted
 * once, as one of {@link CountedAs}; {@code totalCalls} is the sum.
 *
 * @param ignoredCalls failed, but not because of the protected resource
 * @param successRate successful calls among successful and failed calls, 0 to 1
 * @param averageLatency of successful and failed calls, in seconds, without waiting
 * @param failureReasons failed calls by kind
 * @param stateChanges all transitions, including those that {@code stateHistory} no longer holds
 * @param stateHistory the last 100, oldest first
 * @param recentErrors the last 10, oldest first
 */
public record BreakerStats(
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

  public BreakerStats {
    failureReasons = Map.copyOf(failureReasons);
    stateHistory = List.copyOf(stateHistory);
    recentErrors = List.copyOf(recentErrors);
  }
}
