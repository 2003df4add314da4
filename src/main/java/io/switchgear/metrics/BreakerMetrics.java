package io.switchgear.metrics;

import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/**
 * The instruments of one breaker. Recording is lock-free and callable from any thread; label values
 * come from the breaker's name and from enums, so their number is bounded.
 */
public final class BreakerMetrics {

  private static final Metric.Gauge STATE =
      Kamon.gauge("circuit_breaker_state", "0 closed, 1 open, 2 half-open");
  private static final Metric.Counter CALLS =
      Kamon.counter("circuit_breaker_calls", "Calls as the breaker counts them");
  private static final Metric.Counter TRANSITIONS =
      Kamon.counter("circuit_breaker_transitions", "Changes of a breaker's state");

  private static final Metric.Gauge RUNNING =
      Kamon.gauge("bulkhead_running", "Calls that run in the bulkhead");
  private static final Metric.Gauge WAITING =
      Kamon.gauge("bulkhead_waiting", "Calls that wait for room in the bulkhead");
  private static final Metric.Gauge MAX_RUNNING =
      Kamon.gauge("bulkhead_max_running", "Calls that may run in the bulkhead at once");
  private static final Metric.Gauge MAX_WAITING =
      Kamon.gauge("bulkhead_max_waiting", "Calls that may wait for room in the bulkhead");

  private final String name;
  private final Gauge state;
  private final Gauge running;
  private final Gauge waiting;
  private volatile Results results;

  /**
   * @param maxRunning calls that its bulkhead lets run at once
   * @param maxWaiting calls that may wait for that
   */
  public BreakerMetrics(String name, int maxRunning, int maxWaiting) {
    TagSet tags = TagSet.of("name", name);
    this.running = RUNNING.withTags(tags);
    this.waiting = WAITING.withTags(tags);
    MAX_RUNNING.withTags(tags).update(maxRunning);
    MAX_WAITING.withTags(tags).update(maxWaiting);
    this.name = name;
    this.state = STATE.withTags(TagSet.of("name", name));
    state.update(0);
  }

  /** 0 closed, 1 open, 2 half-open. */
  public void state(int value) {
    state.update(value);
  }

  /** How full the bulkhead is. */
  public void load(int calls, int waitingCalls) {
    running.update(calls);
    waiting.update(waitingCalls);
  }

  /** A call ended, or was not let in. */
  public void call(Result result) {
    Results counters = results;
    if (counters == null) {
      // A race makes it twice, of the same counters.
      counters = Results.of(name);
      results = counters;
    }
    counters.of(result).increment();
  }

  /** States as {@code closed}, {@code open}, {@code half_open}. */
  public void transition(String from, String to) {
    TRANSITIONS
        .withTags(TagSet.of("name", name).withTag("from_state", from).withTag("to_state", to))
        .increment();
  }

  /** What became of a call, as the {@code result} label has it. */
  public enum Result {
    SUCCESS("success"),
    FAILURE("failure"),
    REJECTED("rejected"),
    /** It ended otherwise than well, in a way that does not speak against what is protected. */
    UNEXPECTED_FAILURE("unexpected_failure");

    private final String wire;

    Result(String wire) {
      this.wire = wire;
    }
  }

  /** Looked up once, because a storm of refused calls counts each of them. */
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
