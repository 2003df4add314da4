package io.switchgear.mcp;

import java.time.Duration;
import java.util.Optional;

/** What a transport is to do about a message. */
public sealed interface McpReply {

  /**
   * Send this.
   *
   * @param status for HTTP: 200, 400, 404 or 429
   * @param body a JSON-RPC message, or an array of them, in UTF-8; not to be changed
   * @param sessionId of the session that this answer opens
   * @param retryAfter when asking again makes sense, where that is known
   */
  record Json(int status, byte[] body, Optional<String> sessionId, Optional<Duration> retryAfter)
      implements McpReply {

    public Json(int status, byte[] body, Optional<String> sessionId) {
      this(status, body, sessionId, Optional.empty());
    }
  }

  /** Taken; nothing to send. HTTP 202. */
  record Accepted() implements McpReply {}

  /** Done; nothing to send. HTTP 204. */
  record NoContent() implements McpReply {}

  /** The answer comes later, perhaps with notifications before it. */
  record InFlight(Exchange exchange) implements McpReply {}
}
