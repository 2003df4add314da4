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

  private final String name;
  private final Gauge state;
  private volatile Results results;

  public BreakerMetrics(String name) {
    this.name = name;
    this.state = STATE.withTags(TagSet.of("name", name));
    state.update(0);
  }

  /** 0 closed, 1 open, 2 half-open. */
  public void state(int value) {
    state.update(value);
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
