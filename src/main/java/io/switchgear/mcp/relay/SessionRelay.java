package io.switchgear.mcp.relay;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.exchange.McpReply;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Forwards requests to the nodes that have their sessions. Never blocks, never throws; for use by
 * many threads.
 */
public interface SessionRelay {

  /** Of a server without other nodes. */
  SessionRelay NONE =
      new SessionRelay() {
        @Override
        public Optional<McpReply> forward(
            SessionRequest request, byte[] body, Optional<JsonNode> id) {
          return Optional.empty();
        }

        @Override
        public void endStreams() {}

        @Override
        public void stop() {}

        @Override
        public int inFlight() {
          return 0;
        }

        @Override
        public CompletionStage<Void> drained() {
          return CompletableFuture.completedFuture(null);
        }
      };

  /**
   * Forwards a request if another node has its session. The reply is an error of status 503 if that
   * node is a member that cannot be reached at present, because its sessions may go on.
   *
   * @param id of the JSON-RPC request; empty if it is none
   * @return empty if no other node has the session, so that this one has to answer
   */
  Optional<McpReply> forward(SessionRequest request, byte[] body, Optional<JsonNode> id);

  /** Ends the streams that have no end of their own; their clients can resume them elsewhere. */
  void endStreams();

  /**
   * Ends all requests under way at this node, and forwards none any more. They go on at their
   * nodes; streams can be resumed.
   */
  void stop();

  /** The number of forwarded requests under way. */
  int inFlight();

  /** Completes once the forwarded requests now under way are answered. */
  CompletionStage<Void> drained();
}
