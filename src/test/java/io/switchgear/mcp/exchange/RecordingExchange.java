package io.switchgear.mcp.exchange;

import io.switchgear.tool.ToolRun.StopReason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A request that goes on until the test ends it. */
public final class RecordingExchange implements Exchange {

  public int stops;
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
