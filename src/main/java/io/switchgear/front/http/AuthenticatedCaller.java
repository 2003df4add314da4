package io.switchgear.front.http;

import io.switchgear.config.AuthSettings;
import io.switchgear.config.DoorSettings;
import io.switchgear.front.access.Entitlement;
import io.switchgear.tool.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Who was let in.
 *
 * @param until when streams without an end of their own are ended; never if empty
 * @param under the configuration that let it in; empty where that asks nobody
 */
record AuthenticatedCaller(Caller caller, Optional<Instant> until, Optional<AuthSettings> under) {

  /** Everybody, where nobody is asked. */
  static final AuthenticatedCaller LOCAL =
      new AuthenticatedCaller(
          Caller.LOCAL, Optional.empty(), Optional.of(DoorSettings.OPEN.auth()));

  /** Somebody at a path that is open to all. */
  static final AuthenticatedCaller ANYBODY =
      new AuthenticatedCaller(new Caller("anybody", Set.of()), Optional.empty(), Optional.empty());

  /** Timers of the actor system reach some months; a reader comes back before. */
  private static final Duration LONGEST = Duration.ofDays(30);

  /** Whether it would be let in as well, and with as much, under that configuration. */
  boolean lasts(AuthSettings next) {
    return under.isEmpty() || Entitlement.lasts(under.get(), next, caller.name());
  }

  /** How long from now a stream may last, 0 to 30 d. */
  Optional<Duration> left() {
    return until
        .map(end -> Duration.between(Instant.now(), end))
        .map(left -> left.compareTo(LONGEST) > 0 ? LONGEST : left)
        .map(left -> left.isNegative() ? Duration.ZERO : left);
  }
}
