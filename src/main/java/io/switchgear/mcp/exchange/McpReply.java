package io.switchgear.mcp.exchange;

import io.switchgear.tool.Caller.Permission;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The reply to a message. */
public sealed interface McpReply {

  /** The settled reply; already complete where it is known. Never fails. */
  CompletionStage<Settled> settled();

  /** A reply that is known. */
  sealed interface Settled extends McpReply {

    @Override
    default CompletionStage<Settled> settled() {
      return CompletableFuture.completedFuture(this);
    }
  }

  /** The end of an exchange. */
  sealed interface End extends Settled {}

  /** The reply comes within seconds. */
  record Later(CompletionStage<Settled> settled) implements McpReply {}

  /**
   * A message to send.
   *
   * @param status for HTTP: 200, 400, 403, 404, 429 or 503
   * @param body a JSON-RPC message, or an array of them, in UTF-8; not to be changed
   * @param sessionId of the session that this answer opens
   * @param needs permissions that the caller lacks, if the status is 403 or a part of an array was
   *     refused for that
   * @param retryAfter after what time a retry makes sense; empty if unknown
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
   * The message is accepted and nothing is sent. HTTP 202. A request that its client has cancelled
   * ends like this: MCP 2025-11-25, "Cancellation", forbids a response, and clients report one as
   * an unknown message.
   */
  record Accepted() implements End {}

  /** The message is processed and nothing is sent. HTTP 204. */
  record NoContent() implements Settled {}

  /** The answer comes later, perhaps with notifications before it. */
  record InFlight(Exchange exchange) implements Settled {}
}
