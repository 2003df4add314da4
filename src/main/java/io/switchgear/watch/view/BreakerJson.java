package io.switchgear.watch.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.calls.drill.Drill;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A breaker with the statistics of its tool. Durations are in seconds.
 *
 * @param state that calls meet
 * @param reason for the breaker's own state
 * @param stateHistory absent where many breakers are listed
 * @param recentErrors as {@code stateHistory}
 * @param override the operator's standing order; absent if there is none
 * @param drill absent if none is on
 * @param quorum absent if the tool has none
 * @param nodes for which nodes an order was given: {@code all} or the name of a node; only in the
 *     answer to an order
 * @param stored whether an order outlives a restart: {@code yes}, {@code pending} or {@code no};
 *     only in the answer to an order
 * @param storedDetail why it does not, or why it takes effect later; absent otherwise
 */
public record BreakerJson(
    String name,
    String state,
    String reason,
    String mode,
    int failureCount,
    int successCount,
    boolean probing,
    double retryAfter,
    int activeCalls,
    int queuedCalls,
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
    long stateChanges,
    Optional<Instant> lastFailureTime,
    Optional<Instant> lastSuccessTime,
    Optional<Instant> lastStateChange,
    Map<String, Long> failureReasons,
    @JsonInclude(Include.NON_ABSENT) Optional<List<Transition>> stateHistory,
    @JsonInclude(Include.NON_ABSENT) Optional<List<CallError>> recentErrors,
    @JsonInclude(Include.NON_ABSENT) Optional<StandingOrder> override,
    Configuration configuration,
    @JsonInclude(Include.NON_ABSENT) Optional<DrillJson> drill,
    @JsonInclude(Include.NON_ABSENT) Optional<QuorumJson> quorum,
    @JsonInclude(Include.NON_ABSENT) Optional<String> nodes,
    @JsonInclude(Include.NON_ABSENT) Optional<String> stored,
    @JsonInclude(Include.NON_ABSENT) Optional<String> storedDetail) {

  /** A change of state. */
  public record Transition(
      Instant timestamp,
      String fromState,
      String toState,
      String reason,
      Map<String, Object> metadata) {

    static Transition of(io.switchgear.breaker.Transition change) {
      return new Transition(
          change.at(),
          change.from().wire(),
          change.to().wire(),
          change.reason(),
          change.metadata());
    }
  }

  /** A call that counted as a failure. */
  public record CallError(Instant timestamp, String callId, String kind, String message) {

    static CallError of(io.switchgear.breaker.CallError error) {
      return new CallError(error.at(), error.callId(), error.kind(), error.message());
    }
  }

  /**
   * An operator's standing order.
   *
   * @param expires null if it stands until it is lifted
   * @param nodes for which nodes it was given: {@code all} or the name of a node; absent where only
   *     the breaker is known
   */
  public record StandingOrder(
      String mode,
      String operator,
      String reason,
      Optional<Instant> expires,
      @JsonInclude(Include.NON_ABSENT) Optional<String> nodes) {

    static StandingOrder of(OperatorOrder order) {
      return of(order, Optional.empty());
    }

    static StandingOrder of(OperatorOrder order, Optional<String> nodes) {
      return new StandingOrder(
          order.action().wire(), order.operator(), order.reason(), order.expires(), nodes);
    }
  }

  /**
   * The settings in effect.
   *
   * @param currentFailureThreshold differs from the configured one while the threshold is adaptive
   */
  public record Configuration(
      double callTimeout,
      int failureThreshold,
      int currentFailureThreshold,
      double recoveryTimeout,
      double multiplier,
      double maxRecoveryTimeout,
      double jitter,
      int successThreshold,
      int halfOpenPermits,
      boolean adaptive,
      boolean canary,
      String window,
      int windowSize,
      int windowMinimumCalls,
      double windowFailureRate,
      double windowSlowCallRate,
      double windowSlowCall,
      int maxConcurrent,
      int queue) {

    static Configuration of(ProtectionPolicy protection, int currentFailureThreshold) {
      BreakerPolicy policy = protection.breaker();
      return new Configuration(
          seconds(protection.callTimeout()),
          policy.failureThreshold(),
          currentFailureThreshold,
          seconds(policy.recoveryTimeout()),
          policy.multiplier(),
          seconds(policy.maxRecoveryTimeout()),
          policy.jitter(),
          policy.successThreshold(),
          policy.halfOpenPermits(),
          policy.adaptive(),
          policy.canary(),
          policy.window().type().name().toLowerCase(Locale.ROOT),
          policy.window().size(),
          policy.window().minimumCalls(),
          policy.window().failureRate(),
          policy.window().slowCallRate(),
          seconds(policy.window().slowCall()),
          protection.bulkhead().maxConcurrent(),
          protection.bulkhead().queue());
    }
  }

  /** With its history and its last errors. */
  public static BreakerJson of(BreakerStats stats, Optional<Drill> drill) {
    return of(stats, drill, Optional.empty(), Optional.empty());
  }

  /**
   * As {@link #of(BreakerStats, Optional)}.
   *
   * @param nodes for which its standing order was given
   */
  static BreakerJson of(
      BreakerStats stats,
      Optional<Drill> drill,
      Optional<String> nodes,
      Optional<QuorumJson> quorum) {
    return of(
        stats,
        drill,
        nodes,
        quorum,
        Optional.of(stats.stateHistory().stream().map(Transition::of).toList()),
        Optional.of(stats.recentErrors().stream().map(CallError::of).toList()));
  }

  /** Without its history and errors, for a list of many. */
  static BreakerJson brief(
      BreakerStats stats,
      Optional<Drill> drill,
      Optional<String> nodes,
      Optional<QuorumJson> quorum) {
    return of(stats, drill, nodes, quorum, Optional.empty(), Optional.empty());
  }

  private static BreakerJson of(
      BreakerStats stats,
      Optional<Drill> drill,
      Optional<String> nodes,
      Optional<QuorumJson> quorum,
      Optional<List<Transition>> history,
      Optional<List<CallError>> errors) {
    BreakerSnapshot breaker = stats.breaker();
    return new BreakerJson(
        breaker.name(),
        breaker.state().wire(),
        breaker.reason().wire(),
        breaker.mode().wire(),
        breaker.failureCount(),
        breaker.successCount(),
        breaker.probing(),
        seconds(breaker.retryAfter()),
        breaker.running(),
        breaker.waiting(),
        stats.totalCalls(),
        stats.successfulCalls(),
        stats.failedCalls(),
        stats.rejectedCalls(),
        stats.cancelledCalls(),
        stats.ignoredCalls(),
        stats.consecutiveFailures(),
        stats.consecutiveSuccesses(),
        stats.successRate(),
        stats.averageLatency(),
        stats.stateChanges(),
        stats.lastFailureTime(),
        stats.lastSuccessTime(),
        stats.lastStateChange(),
        stats.failureReasons(),
        history,
        errors,
        breaker.standing().map(order -> StandingOrder.of(order, nodes)),
        Configuration.of(stats.configuration(), breaker.failureThreshold()),
        drill.map(DrillJson::of),
        quorum,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * As the answer to an order.
   *
   * @param forNodes for which nodes the order was given
   */
  public BreakerJson ordered(String forNodes, String how, Optional<String> detail) {
    return new BreakerJson(
        name,
        state,
        reason,
        mode,
        failureCount,
        successCount,
        probing,
        retryAfter,
        activeCalls,
        queuedCalls,
        totalCalls,
        successfulCalls,
        failedCalls,
        rejectedCalls,
        cancelledCalls,
        ignoredCalls,
        consecutiveFailures,
        consecutiveSuccesses,
        successRate,
        averageLatency,
        stateChanges,
        lastFailureTime,
        lastSuccessTime,
        lastStateChange,
        failureReasons,
        stateHistory,
        recentErrors,
        override,
        configuration,
        drill,
        quorum,
        Optional.of(forNodes),
        Optional.of(how),
        detail);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /**
   * All breakers of a server.
   *
   * @param circuitBreakers by name, each without its history
   * @param overallHealth {@code healthy} if none is open, {@code degraded} if at most half of them
   *     are, otherwise {@code critical}
   */
  public record All(
      Map<String, BreakerJson> circuitBreakers, Instant timestamp, String overallHealth) {
    public All {
      Objects.requireNonNull(circuitBreakers, "circuit_breakers");
      Objects.requireNonNull(overallHealth, "overall_health");
    }
  }
}
