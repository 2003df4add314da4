package io.switchgear.mcp;

import io.switchgear.tool.Caller.Permission;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What a transport is to do about a message. */
public sealed interface McpReply {

  /**
   * Send this.
   *
   * @param status for HTTP: 200, 400, 403, 404 or 429
   * @param body a JSON-RPC message, or an array of them, in UTF-8; not to be changed
   * @param sessionId of the session that this answer opens
   * @param needs where the status is 403, what the caller must be permitted
   * @param retryAfter when asking again makes sense, where that is known
   */
  record Json(
      int status,
      byte[] body,
      Optional<String> sessionId,
      Set<Permission> needs,
      Optional<Duration> retryAfter)
      implements McpReply {

    public Json(int status, byte[] body, Optional<String> sessionId) {
      this(status, body, sessionId, Set.of(), Optional.empty());
    }
  }

  /** Taken; nothing to send. HTTP 202. */
  record Accepted() implements McpReply {}

  /** Done; nothing to send. HTTP 204. */
  record NoContent() implements McpReply {}

  /** The answer comes later, perhaps with notifications before it. */
  record InFlight(Exchange exchange) implements McpReply {}
}
