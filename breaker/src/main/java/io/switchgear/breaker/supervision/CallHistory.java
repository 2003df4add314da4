package io.switchgear.breaker.supervision;

import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.CallError;
import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.Transition;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The statistics of a supervisor's calls and transitions, for people. No decision depends on them.
 *
 * @param failureReasons failures by kind
 * @param errors the last {@value #ERRORS}, oldest first
 * @param transitions the last {@value #TRANSITIONS}, oldest first
 * @param stateChanges number of all transitions
 */
record CallHistory(
    CallTotals totals,
    Map<String, Long> failureReasons,
    List<CallError> errors,
    List<Transition> transitions,
    long stateChanges,
    Optional<Instant> lastFailure,
    Optional<Instant> lastSuccess) {

  static final int ERRORS = 10;
  static final int TRANSITIONS = 100;

  static final CallHistory EMPTY =
      new CallHistory(
          CallTotals.NONE, Map.of(), List.of(), List.of(), 0, Optional.empty(), Optional.empty());

  /**
   * @param took nanoseconds, the sum over these calls
   */
  CallHistory succeeded(int calls, long took, Instant at) {
    return new CallHistory(
        totals.succeeded(calls, took),
        failureReasons,
        errors,
        transitions,
        stateChanges,
        lastFailure,
        Optional.of(at));
  }

  /**
   * @param took nanoseconds
   */
  CallHistory failed(CallError error, long took) {
    Map<String, Long> reasons = new HashMap<>(failureReasons);
    reasons.merge(error.kind(), 1L, Long::sum);
    return new CallHistory(
        totals.plus(CountedAs.FAILURE, took),
        Map.copyOf(reasons),
        newest(errors, error, ERRORS),
        transitions,
        stateChanges,
        Optional.of(error.at()),
        lastSuccess);
  }

  /** A call ended that the breaker does not count. */
  CallHistory uncounted(CountedAs countedAs) {
    return new CallHistory(
        totals.plus(countedAs, 0),
        failureReasons,
        errors,
        transitions,
        stateChanges,
        lastFailure,
        lastSuccess);
  }

  CallHistory transitioned(Transition transition) {
    return new CallHistory(
        totals,
        failureReasons,
        errors,
        newest(transitions, transition, TRANSITIONS),
        stateChanges + 1,
        lastFailure,
        lastSuccess);
  }

  /**
   * @param rejectedByCallers calls that were rejected on their callers' threads
   */
  BreakerStats stats(BreakerSnapshot breaker, ProtectionPolicy policy, long rejectedByCallers) {
    return new BreakerStats(
        breaker,
        totals.all() + rejectedByCallers,
        totals.successful(),
        totals.failed(),
        totals.rejected() + rejectedByCallers,
        totals.cancelled(),
        totals.ignored(),
        totals.consecutiveFailures(),
        totals.consecutiveSuccesses(),
        totals.successRate(),
        totals.averageLatency(),
        failureReasons,
        stateChanges,
        lastFailure,
        lastSuccess,
        transitions.isEmpty() ? Optional.empty() : Optional.of(transitions.getLast().at()),
        transitions,
        errors,
        policy);
  }

  private static <T> List<T> newest(List<T> before, T added, int bound) {
    return Stream.concat(
            before.stream().skip(Math.max(0, before.size() + 1 - bound)), Stream.of(added))
        .toList();
  }
}
