package io.switchgear.front.http;

import io.switchgear.config.DoorSettings;
import io.switchgear.config.HttpSettings;
import io.switchgear.watch.audit.AuditTrail;
import java.net.InetSocketAddress;
import java.util.Optional;

/** The door in effect, and what is open behind it. */
final class CurrentDoor {

  private final HttpBinding entrance;
  private final InetSocketAddress bound;
  private final AuditTrail trail;
  private final AdmittedStreams streams = new AdmittedStreams(DoorSettings.OPEN.auth());
  private volatile Optional<Door> door = Optional.empty();

  CurrentDoor(HttpBinding entrance, InetSocketAddress bound, AuditTrail trail) {
    this.entrance = entrance;
    this.bound = bound;
    this.trail = trail;
  }

  /**
   * @return puts the settings in place
   * @throws IllegalArgumentException as {@link HttpBinding#door}
   */
  Runnable prepare(HttpSettings settings, DoorSettings next) {
    Door made = entrance.door(settings, next, bound, trail, door);
    return () -> {
      // First, so that a request that is let in meanwhile is let in by it.
      door = Optional.of(made);
      streams.become(made.auth());
    };
  }

  /** Set before the first request comes. */
  Door door() {
    return door.orElseThrow();
  }

  AdmittedStreams streams() {
    return streams;
  }
}
