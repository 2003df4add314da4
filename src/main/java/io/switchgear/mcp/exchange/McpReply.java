package io.switchgear.mcp.exchange;

import io.switchgear.tool.Caller.Permission;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a transport is to do about a message. */
public sealed interface McpReply {

  /** What there is to do once that is known; at once, if it is. Never fails. */
  CompletionStage<Settled> settled();

  /** It is known what is to be done. */
  sealed interface Settled extends McpReply {

    @Override
    default CompletionStage<Settled> settled() {
      return CompletableFuture.completedFuture(this);
    }
  }

  /** What an exchange ends with. */
  sealed interface End extends Settled {}

  /** Wait for this; it comes within seconds. */
  record Later(CompletionStage<Settled> settled) implements McpReply {}

  /**
   * Send this.
   *
   * @param status for HTTP: 200, 400, 403, 404 or 429
   * @param body a JSON-RPC message, or an array of them, in UTF-8; not to be changed
   * @param sessionId of the session that this answer opens
   * @param needs what the caller must be permitted, where the status is 403, or where a part of an
   *     array was refused for that
   * @param retryAfter when asking again makes sense, where that is known
   */
  record Json(
      int status,
      byte[] body,
      Optional<String> sessionId,
      Set<Permission> needs,
      Optional<Duration> retryAfter)
      implements End {

    public Json(int status, byte[] body, Optional<String> sessionId) {
      this(status, body, sessionId, Set.of(), Optional.empty());
    }
  }

  /**
   * Taken; nothing to send. HTTP 202. A request ends so if its client has cancelled it: MCP
   * 2025-11-25, "Cancellation", wants no response then, and clients take one for an unknown
   * message.
   */
  record Accepted() implements End {}

  /** Done; nothing to send. HTTP 204. */
  record NoContent() implements Settled {}

  /** The answer comes later, perhaps with notifications before it. */
  record InFlight(Exchange exchange) implements Settled {}
}
