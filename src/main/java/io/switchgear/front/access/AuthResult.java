package io.switchgear.front.access;

import io.switchgear.tool.Caller;
import java.time.Instant;
import java.util.Optional;

/**
 * The result of authenticating an Authorization header. The reasons contain no part of the token.
 */
public sealed interface AuthResult {

  /**
   * A known caller.
   *
   * @param until when the admission ends; empty if it never ends
   */
  record Admitted(Caller caller, Optional<Instant> until) implements AuthResult {}

  /** No bearer token was sent. */
  record Missing() implements AuthResult {}

  /** The header is not a well-formed bearer token. */
  record Malformed(String why) implements AuthResult {}

  /** An unknown, expired or otherwise unacceptable token. */
  record Invalid(String why) implements AuthResult {}

  /** The token cannot be checked at the moment. It may be valid. */
  record Unavailable(String why) implements AuthResult {}
}
