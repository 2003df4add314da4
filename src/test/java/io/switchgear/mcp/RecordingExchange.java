package io.switchgear.mcp;

import io.switchgear.tool.ToolRun.StopReason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A request that goes on until the test ends it. */
final class RecordingExchange implements Exchange {

  int stops;
  private final CompletableFuture<McpReply.End> answer = new CompletableFuture<>();

  @Override
  public CompletionStage<McpReply.End> answer() {
    return answer;
  }

  @Override
  public void listen(Consumer<McpEvent> events) {}

  @Override
  public void unheard() {}

  @Override
  public void callerGone() {}

  @Override
  public void stop(StopReason reason) {
    stops++;
  }

  @Override
  public void cancel() {
    stops++;
  }
}
