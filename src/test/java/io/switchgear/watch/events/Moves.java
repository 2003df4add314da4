package io.switchgear.watch.events;

import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Transition;
import java.time.Instant;
import java.util.Map;

/** Made-up transitions. */
public final class Moves {

  private Moves() {}

  /** A transition of nmap's breaker. */
  public static void tell(EventLog log, BreakerState from, BreakerState to, String reason) {
    new EventSources(log)
        .onTransition(new Transition("nmap", Instant.now(), from, to, reason, Map.of("epoch", 7)));
  }
}
