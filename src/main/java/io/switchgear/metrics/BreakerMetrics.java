package io.switchgear.metrics;

import java.util.List;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/**
 * The metrics of one breaker. Recording is lock-free and may happen on any thread. Label values are
 * the breaker's name and enum constants, so the number of series is bounded. Every series starts at
 * 0, because Prometheus sees no increase in a counter whose first sample is 1.
 */
public final class BreakerMetrics {

  private static final Metric.Gauge STATE =
      Kamon.gauge("circuit_breaker_state", "0 closed, 1 open, 2 half-open");
  private static final Metric.Counter CALLS =
      Kamon.counter("circuit_breaker_calls", "Calls by the result that the breaker counted");
  private static final Metric.Counter TRANSITIONS =
      Kamon.counter("circuit_breaker_transitions", "State transitions of the breaker");

  private static final Metric.Gauge MODE =
      Kamon.gauge("circuit_breaker_mode", "1 for the breaker's current mode, otherwise 0");

  private static final List<String> STATES = List.of("closed", "open", "half_open");
  private static final List<String> MODES =
      List.of("auto", "hold-open", "disabled", "metrics-only");

  private static final Metric.Gauge RUNNING =
      Kamon.gauge("bulkhead_running", "Calls that are running in the bulkhead");
  private static final Metric.Gauge WAITING =
      Kamon.gauge("bulkhead_waiting", "Calls that are queued in the bulkhead");
  private static final Metric.Gauge MAX_RUNNING =
      Kamon.gauge("bulkhead_max_running", "Maximum number of concurrent calls in the bulkhead");
  private static final Metric.Gauge MAX_WAITING =
      Kamon.gauge("bulkhead_max_waiting", "Maximum number of queued calls in the bulkhead");

  private final String name;
  private final Gauge state;
  private final Gauge running;
  private final Gauge waiting;
  private final Results results;

  public BreakerMetrics(String name) {
    TagSet tags = TagSet.of("name", name);
    this.running = RUNNING.withTags(tags);
    this.waiting = WAITING.withTags(tags);
    this.name = name;
    this.state = STATE.withTags(tags);
    this.results = Results.of(name);
    state.update(0);
    for (String from : STATES) {
      STATES.stream().filter(to -> !to.equals(from)).forEach(to -> transitions(from, to));
    }
    mode("auto");
  }

  /** Sets the state: 0 closed, 1 open, 2 half-open. */
  public void state(int value) {
    state.update(value);
  }

  /**
   * Sets the current mode.
   *
   * @param mode {@code auto}, {@code hold-open}, {@code disabled} or {@code metrics-only}
   */
  public void mode(String mode) {
    TagSet tags = TagSet.of("name", name);
    MODES.forEach(
        each -> MODE.withTags(tags.withTag("mode", each)).update(each.equals(mode) ? 1 : 0));
  }

  /**
   * Sets the bulkhead's limits.
   *
   * @param maxRunning maximum number of concurrent calls
   * @param maxWaiting maximum number of queued calls
   */
  public void bulkheadLimits(int maxRunning, int maxWaiting) {
    TagSet tags = TagSet.of("name", name);
    MAX_RUNNING.withTags(tags).update(maxRunning);
    MAX_WAITING.withTags(tags).update(maxWaiting);
  }

  /** Sets the bulkhead's current load. */
  public void bulkheadLoad(int calls, int waitingCalls) {
    running.update(calls);
    waiting.update(waitingCalls);
  }

  /** Counts a call that ended or was rejected. */
  public void call(Result result) {
    results.of(result).increment();
  }

  /** Counts a transition between the states {@code closed}, {@code open}, {@code half_open}. */
  public void transition(String from, String to) {
    transitions(from, to).increment();
  }

  private Counter transitions(String from, String to) {
    return TRANSITIONS.withTags(
        TagSet.of("name", name).withTag("from_state", from).withTag("to_state", to));
  }

  /** The value of the {@code result} label of a call. */
  public enum Result {
    SUCCESS("success"),
    FAILURE("failure"),
    REJECTED("rejected"),
    /** It failed in a way that does not count against the protected tool. */
    UNEXPECTED_FAILURE("unexpected_failure");

    private final String wire;

    Result(String wire) {
      this.wire = wire;
    }
  }

  /** Counters that are looked up once, because many calls may be rejected in a short time. */
  private record Results(Counter success, Counter failure, Counter rejected, Counter unexpected) {

    static Results of(String name) {
      return new Results(
          counter(name, Result.SUCCESS),
          counter(name, Result.FAILURE),
          counter(name, Result.REJECTED),
          counter(name, Result.UNEXPECTED_FAILURE));
    }

    private static Counter counter(String name, Result result) {
      return CALLS.withTags(TagSet.of("name", name).withTag("result", result.wire));
    }

    Counter of(Result result) {
      return switch (result) {
        case SUCCESS -> success;
        case FAILURE -> failure;
        case REJECTED -> rejected;
        case UNEXPECTED_FAILURE -> unexpected;
      };
    }
  }
}
