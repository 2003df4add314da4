package io.switchgear.mcp;

import io.switchgear.tool.ToolRun.StopReason;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One request under way. */
final class RequestExchange implements Exchange {

  private final Era era;
  private final Answer.Running running;
  private final CompletionStage<McpReply.Json> answer;

  RequestExchange(Era era, Answer.Running running, CompletionStage<McpReply.Json> answer) {
    this.era = era;
    this.running = running;
    this.answer = answer;
  }

  @Override
  public CompletionStage<McpReply.Json> answer() {
    return answer;
  }

  @Override
  public void listen(Consumer<byte[]> notifications) {
    running.listen(notifications);
  }

  @Override
  public void callerGone() {
    switch (era) {
      case MODERN -> stop(StopReason.CANCELLED);
      case LEGACY -> {}
    }
  }

  @Override
  public void stop(StopReason reason) {
    running.stop(reason);
  }
}
