package io.switchgear.front.access;

import io.switchgear.tool.Caller;
import java.time.Instant;
import java.util.Optional;

/** What an Authorization header comes to. The sentences hold nothing of the token. */
public sealed interface AuthResult {

  /**
   * Somebody whom the server knows.
   *
   * @param until when that ends; never if empty
   */
  record Admitted(Caller caller, Optional<Instant> until) implements AuthResult {}

  /** No bearer token was sent. */
  record Missing() implements AuthResult {}

  /** What was sent is no bearer token in form. */
  record Malformed(String why) implements AuthResult {}

  /** A token that does not hold here, or no longer. */
  record Invalid(String why) implements AuthResult {}

  /** The token cannot be judged now; it may be good. */
  record Unavailable(String why) implements AuthResult {}
}
