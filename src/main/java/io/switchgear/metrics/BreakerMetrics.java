package io.switchgear.metrics;

import java.util.List;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/**
 * The instruments of one breaker. Recording is lock-free and callable from any thread; label values
 * come from the breaker's name and from enums, so their number is bounded. Every series is there at
 * 0 from the start, because Prometheus sees no increase in a counter whose first value is 1.
 */
public final class BreakerMetrics {

  private static final Metric.Gauge STATE =
      Kamon.gauge("circuit_breaker_state", "0 closed, 1 open, 2 half-open");
  private static final Metric.Counter CALLS =
      Kamon.counter("circuit_breaker_calls", "Calls as the breaker counts them");
  private static final Metric.Counter TRANSITIONS =
      Kamon.counter("circuit_breaker_transitions", "Changes of a breaker's state");

  private static final Metric.Gauge MODE =
      Kamon.gauge("circuit_breaker_mode", "1 for the mode that an operator set, else 0");

  private static final List<String> STATES = List.of("closed", "open", "half_open");
  private static final List<String> MODES =
      List.of("auto", "hold-open", "disabled", "metrics-only");

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

  /** 0 closed, 1 open, 2 half-open. */
  public void state(int value) {
    state.update(value);
  }

  /**
   * The mode that holds now.
   *
   * @param mode {@code auto}, {@code hold-open}, {@code disabled} or {@code metrics-only}
   */
  public void mode(String mode) {
    TagSet tags = TagSet.of("name", name);
    MODES.forEach(
        each -> MODE.withTags(tags.withTag("mode", each)).update(each.equals(mode) ? 1 : 0));
  }

  /**
   * How much the bulkhead takes.
   *
   * @param maxRunning calls that run at once
   * @param maxWaiting calls that may wait for that
   */
  public void room(int maxRunning, int maxWaiting) {
    TagSet tags = TagSet.of("name", name);
    MAX_RUNNING.withTags(tags).update(maxRunning);
    MAX_WAITING.withTags(tags).update(maxWaiting);
  }

  /** How full the bulkhead is. */
  public void load(int calls, int waitingCalls) {
    running.update(calls);
    waiting.update(waitingCalls);
  }

  /** A call ended, or was not let in. */
  public void call(Result result) {
    results.of(result).increment();
  }

  /** States as {@code closed}, {@code open}, {@code half_open}. */
  public void transition(String from, String to) {
    transitions(from, to).increment();
  }

  private Counter transitions(String from, String to) {
    return TRANSITIONS.withTags(
        TagSet.of("name", name).withTag("from_state", from).withTag("to_state", to));
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
