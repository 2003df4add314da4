package io.switchgear.http;

import io.switchgear.tool.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Who was let in.
 *
 * @param until when streams without an end of their own are ended; never if empty
 */
record Admission(Caller caller, Optional<Instant> until) {

  /** Everybody, where nobody is asked. */
  static final Admission LOCAL = new Admission(Caller.LOCAL, Optional.empty());

  /** Somebody at a path that is open to all. */
  static final Admission ANYBODY = new Admission(new Caller("anybody", Set.of()), Optional.empty());

  /** Timers of the actor system reach some months; a reader comes back before. */
  private static final Duration LONGEST = Duration.ofDays(30);

  /** How long from now a stream may last, 0 to 30 d. */
  Optional<Duration> left() {
    return until
        .map(end -> Duration.between(Instant.now(), end))
        .map(left -> left.compareTo(LONGEST) > 0 ? LONGEST : left)
        .map(left -> left.isNegative() ? Duration.ZERO : left);
  }
}
