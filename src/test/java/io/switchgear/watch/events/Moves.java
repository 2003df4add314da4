package io.switchgear.watch.events;

import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Transition;
import java.time.Instant;
import java.util.Map;

/** Transitions that a test makes up. */
public final class Moves {

  private Moves() {}

  /** The breaker of nmap moves. */
  public static void tell(EventLog log, BreakerState from, BreakerState to, String reason) {
    new EventSources(log)
        .onTransition(new Transition("nmap", Instant.now(), from, to, reason, Map.of("epoch", 7)));
  }
}
