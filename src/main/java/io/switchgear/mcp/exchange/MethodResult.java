package io.switchgear.mcp.exchange;

import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.mcp.wire.Result;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The result of a method: done, failed or still running. */
public sealed interface MethodResult {

  /**
   * The failure for parameters that the method cannot take.
   *
   * @param message what is wrong, what is allowed
   */
  static Failure invalidParams(String message) {
    return new Failure(Refusal.inBand(ErrorCode.INVALID_PARAMS, "Invalid params: " + message));
  }

  /** A complete answer. */
  sealed interface Ready extends MethodResult {}

  /** The method's result. */
  record Done(Result result) implements Ready {}

  record Failure(Refusal refusal) implements Ready {}

  /** Work that still runs. */
  non-sealed interface Running extends MethodResult {

    /** Completes exactly once, never exceptionally. */
    CompletionStage<Ready> ready();

    /** See {@link Exchange#listen}. */
    void listen(Consumer<McpEvent> events);

    /** See {@link Exchange#stop}. */
    void stop(StopReason reason);

    /** See {@link Exchange#unheard}. */
    default void unheard() {}

    /** Whether events wait, even if the answer is complete. */
    default boolean hasNews() {
      return false;
    }

    /** See {@link Exchange#needsStream}. */
    default boolean needsStream() {
      return false;
    }
  }
}
