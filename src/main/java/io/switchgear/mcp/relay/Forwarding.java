package io.switchgear.mcp.relay;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.Replies;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A request that this node forwards.
 *
 * @param id of the JSON-RPC request; empty if it is none
 * @param settled completed with the reply, or with an error of this node
 */
record Forwarding(
    SessionRequest request,
    byte[] body,
    Optional<JsonNode> id,
    CompletableFuture<McpReply.Settled> settled) {

  private static final Duration SOON = Duration.ofSeconds(5);

  static Forwarding of(SessionRequest request, byte[] body, Optional<JsonNode> id) {
    return new Forwarding(request, body, id, new CompletableFuture<>());
  }

  /** The error of a request that has not reached its session. */
  McpReply.Json unreachable() {
    return Replies.unavailable(
        "node_unreachable",
        SOON,
        id,
        "The node that has this session cannot be reached at present. Send the request again after"
            + " retry_after seconds; if the node is lost, the answer is then 404, and initialize"
            + " starts a new session");
  }

  /** The error of a request whose session was lost while it was under way. */
  McpReply.Json lost() {
    return Replies.unavailable(
        "node_lost",
        SOON,
        id,
        "The node that has this session was lost while it worked on the request, which may or may"
            + " not have been carried out. The session ends unless the node comes back; when it is"
            + " answered 404, send initialize for a new one");
  }

  /** The error of a request that this node no longer waits for, because it ends. */
  McpReply.Json ending() {
    return Replies.unavailable(
        "node_lost",
        SOON,
        id,
        "This gateway shuts down. The session is at another node and goes on, and so does the"
            + " request, but its answer is lost; use another gateway");
  }
}
