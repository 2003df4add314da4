package io.switchgear.front.http;

import io.switchgear.config.AccessSettings;
import io.switchgear.config.AuthSettings;
import io.switchgear.front.access.Entitlement;
import io.switchgear.tool.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A caller that was admitted.
 *
 * @param until when streams without an end of their own are closed; empty if never
 * @param under the settings that admitted the caller; empty for public paths
 */
record AuthenticatedCaller(Caller caller, Optional<Instant> until, Optional<AuthSettings> under) {

  /** The caller of a server without authentication. */
  static final AuthenticatedCaller LOCAL =
      new AuthenticatedCaller(
          Caller.LOCAL, Optional.empty(), Optional.of(AccessSettings.OPEN.auth()));

  /** Any caller of a public path. */
  static final AuthenticatedCaller ANYBODY =
      new AuthenticatedCaller(new Caller("anybody", Set.of()), Optional.empty(), Optional.empty());

  /** The actor system's timers are limited to some months. Readers reconnect before that. */
  private static final Duration LONGEST = Duration.ofDays(30);

  /** Whether these settings would admit the caller with at least the same permissions. */
  boolean lasts(AuthSettings next) {
    return under.isEmpty() || Entitlement.lasts(under.get(), next, caller.name());
  }

  /** The time until streams of this caller are closed, 0 to 30 days. */
  Optional<Duration> left() {
    return until
        .map(end -> Duration.between(Instant.now(), end))
        .map(left -> left.compareTo(LONGEST) > 0 ? LONGEST : left)
        .map(left -> left.isNegative() ? Duration.ZERO : left);
  }
}
