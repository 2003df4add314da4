package io.switchgear.mcp.method;

import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.Replies;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A result that is there soon: it cannot be stopped and sends no events. */
record LaterResult(CompletionStage<Ready> ready) implements MethodResult.Running {

  /**
   * The result of work that may throw or fail, which is a bug.
   *
   * @param work starts it
   */
  static LaterResult of(Supplier<? extends CompletionStage<? extends Ready>> work) {
    CompletionStage<? extends Ready> begun;
    try {
      begun = work.get();
    } catch (RuntimeException bug) {
      begun = CompletableFuture.failedFuture(bug);
    }
    return new LaterResult(
        begun.handle((result, bug) -> bug == null ? result : Replies.internal(bug)));
  }

  @Override
  public void listen(Consumer<McpEvent> events) {}

  @Override
  public void stop(StopReason reason) {}
}
