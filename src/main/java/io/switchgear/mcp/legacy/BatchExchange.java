package io.switchgear.mcp.legacy;

import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.ToolRun.StopReason;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The requests of one array, answered by one array when the last of them is done. Cancelled
 * requests are left out; if all are cancelled, there is no answer.
 */
public final class BatchExchange implements Exchange {

  private static final int OK = 200;

  private final List<Exchange> running = new ArrayList<>();
  private final CompletionStage<McpReply.End> answer;

  /**
   * @param replies of the batch's requests, at least one
   */
  public BatchExchange(List<McpReply.Settled> replies) {
    List<CompletableFuture<? extends McpReply.End>> answers = new ArrayList<>();
    for (McpReply.Settled reply : replies) {
      switch (reply) {
        case McpReply.Json json -> answers.add(CompletableFuture.completedFuture(json));
        case McpReply.InFlight inFlight -> {
          running.add(inFlight.exchange());
          answers.add(inFlight.exchange().answer().toCompletableFuture());
        }
        case McpReply.Accepted ignored -> {}
        case McpReply.NoContent ignored -> {}
      }
    }
    this.answer =
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
            .thenApply(done -> joined(answers));
  }

  @Override
  public CompletionStage<McpReply.End> answer() {
    return answer;
  }

  @Override
  public void listen(Consumer<McpEvent> events) {
    running.forEach(exchange -> exchange.listen(events));
  }

  @Override
  public void unheard() {
    running.forEach(Exchange::unheard);
  }

  @Override
  public void callerGone() {
    running.forEach(Exchange::callerGone);
  }

  @Override
  public void stop(StopReason reason) {
    running.forEach(exchange -> exchange.stop(reason));
  }

  @Override
  public void cancel() {
    running.forEach(Exchange::cancel);
  }

  private static McpReply.End joined(List<CompletableFuture<? extends McpReply.End>> all) {
    List<McpReply.Json> answers = new ArrayList<>();
    for (CompletableFuture<? extends McpReply.End> end : all) {
      switch (end.join()) {
        case McpReply.Json json -> answers.add(json);
        case McpReply.Accepted ignored -> {}
      }
    }
    if (answers.isEmpty()) {
      return new McpReply.Accepted();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    char separator = '[';
    for (McpReply.Json answer : answers) {
      out.write(separator);
      out.writeBytes(answer.body());
      separator = ',';
    }
    out.write(']');
    Set<Permission> needs =
        answers.stream()
            .flatMap(answer -> answer.needs().stream())
            .collect(Collectors.toUnmodifiableSet());
    return new McpReply.Json(OK, out.toByteArray(), Optional.empty(), needs, Optional.empty());
  }
}
