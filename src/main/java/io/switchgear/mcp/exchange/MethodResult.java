package io.switchgear.mcp.exchange;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.wire.CacheHint;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What a method makes of a request. */
public sealed interface MethodResult {

  /** An answer that is there. */
  sealed interface Ready extends MethodResult {}

  /**
   * @param body without what the era adds; given away
   * @param keep what the era's caching hints, if it has them, are to say
   */
  record Result(ObjectNode body, CacheHint keep) implements Ready {}

  /**
   * The client is to send the request again with what is asked here.
   *
   * @param body {@code inputRequests} and, where there is one, {@code requestState}; given away
   */
  record InputRequired(ObjectNode body) implements Ready {}

  record Failure(Refusal refusal) implements Ready {}

  /** Work that goes on. */
  non-sealed interface Running extends MethodResult {

    /** Completes exactly once, never exceptionally. */
    CompletionStage<Ready> ready();

    /** See {@link Exchange#listen}. */
    void listen(Consumer<McpEvent> events);

    /** See {@link Exchange#stop}. */
    void stop(StopReason reason);

    /** See {@link Exchange#unheard}. */
    default void unheard() {}

    /** Whether something is to be told, though the answer may be there. */
    default boolean hasNews() {
      return false;
    }

    /** See {@link Exchange#needsStream}. */
    default boolean needsStream() {
      return false;
    }
  }
}
