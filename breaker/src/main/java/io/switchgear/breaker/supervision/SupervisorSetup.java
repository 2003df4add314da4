package io.switchgear.breaker.supervision;

import io.switchgear.breaker.BreakerListener;
import io.switchgear.breaker.BreakerMemento;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The parts of a supervisor.
 *
 * @param name of the breaker, for messages and metrics
 * @param outcomes makes and judges outcomes
 * @param listener measures the calls
 * @param transitions publishes the transitions; several supervisors may share one
 * @param launcher starts work that is not prompt, and stops all work; either may block
 * @param memento the state that the breaker continues from; empty for a new one
 * @param logKeys MDC entries of all log lines
 */
public record SupervisorSetup<O>(
    String name,
    Protection<O> protection,
    OutcomeAdapter<O> outcomes,
    BreakerListener listener,
    TransitionPublisher transitions,
    Executor launcher,
    Clocks clocks,
    Optional<BreakerMemento> memento,
    Map<String, String> logKeys) {

  /** A virtual thread for each start and each stop. */
  public static final Executor VIRTUAL_THREADS = Thread.ofVirtual().name("launch")::start;

  public SupervisorSetup {
    Objects.requireNonNull(name);
    Objects.requireNonNull(protection);
    Objects.requireNonNull(outcomes);
    Objects.requireNonNull(listener);
    Objects.requireNonNull(transitions);
    Objects.requireNonNull(launcher);
    Objects.requireNonNull(clocks);
    Objects.requireNonNull(memento);
    logKeys = Map.copyOf(logKeys);
  }
}
