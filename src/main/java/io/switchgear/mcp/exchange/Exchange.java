package io.switchgear.mcp.exchange;

import io.switchgear.tool.ToolRun.StopReason;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A running request: events, then one answer. Safe for use by many threads. */
public interface Exchange {

  /**
   * The answer, or {@link McpReply.Accepted} if the client has cancelled the request. Completes
   * exactly once, never exceptionally.
   */
  CompletionStage<McpReply.End> answer();

  /**
   * Sends the listener the waiting events and all later ones. No event comes after the answer.
   * There is at most one listener; it must not block or throw, and must not call back.
   */
  void listen(Consumer<McpEvent> events);

  /**
   * The client cannot be asked, because it accepts no events or no longer sends anything. The
   * request continues without an answer to its questions.
   */
  void unheard();

  /**
   * The caller's connection is closed. Cancels a modern request. A legacy request continues until
   * {@code notifications/cancelled}.
   */
  void callerGone();

  /** Ends the work early. The answer then comes within about a second. */
  void stop(StopReason reason);

  /** The client has cancelled the request. Ends the work early, without an answer. */
  void cancel();

  /** Whether the transport must answer with an event stream, and start it at once. */
  default boolean needsStream() {
    return false;
  }

  /** A JSON-RPC error of this request's id, for a transport that cannot answer it. */
  default byte[] refused(String message) {
    return Replies.unread(message, new byte[0]);
  }

  /** The first event of an event stream, if there is one. */
  default Optional<McpEvent> opening() {
    return Optional.empty();
  }

  /** The answer as the last event of a stream; empty if the stream just ends. */
  default Optional<McpEvent> closing(McpReply.End answer) {
    return switch (answer) {
      case McpReply.Json json -> Optional.of(McpEvent.lasting(json.body()));
      case McpReply.Accepted ignored -> Optional.empty();
    };
  }
}
