package io.switchgear.mcp.relay;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.MessageWriter;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/** A request under way at the node that has its session. */
final class RelayedExchange implements Exchange {

  private final ActorRef<ForwardedRequest.Command> request;
  private final Optional<JsonNode> id;
  private final boolean needsStream;
  private final CompletableFuture<McpReply.End> answer = new CompletableFuture<>();
  private volatile Optional<String> answerId = Optional.empty();

  RelayedExchange(
      ActorRef<ForwardedRequest.Command> request, Optional<JsonNode> id, boolean needsStream) {
    this.request = request;
    this.id = id;
    this.needsStream = needsStream;
  }

  /**
   * @param eventId with which the answer ends a stream
   */
  void complete(McpReply.End end, Optional<String> eventId) {
    answerId = eventId;
    answer.complete(end);
  }

  @Override
  public CompletionStage<McpReply.End> answer() {
    return answer;
  }

  @Override
  public void listen(Consumer<McpEvent> events) {
    request.tell(new ForwardedRequest.Listen(events));
  }

  @Override
  public void unheard() {
    request.tell(new ForwardedRequest.Pass(ServedRequest.Wish.UNHEARD));
  }

  @Override
  public void callerGone() {
    request.tell(ForwardedRequest.CallerGone.INSTANCE);
  }

  @Override
  public void stop(StopReason reason) {
    request.tell(
        new ForwardedRequest.Pass(
            switch (reason) {
              case DEADLINE -> ServedRequest.Wish.STOP_LATE;
              case CANCELLED -> ServedRequest.Wish.STOP;
              case SHUTDOWN -> ServedRequest.Wish.STOP_AT_SHUTDOWN;
            }));
  }

  @Override
  public void cancel() {
    request.tell(new ForwardedRequest.Pass(ServedRequest.Wish.CANCEL));
  }

  @Override
  public boolean needsStream() {
    return needsStream;
  }

  @Override
  public byte[] refused(String message) {
    return MessageWriter.error(id, Refusal.badRequest(ErrorCode.INVALID_REQUEST, message));
  }

  /** The other node sends it before all other events. */
  @Override
  public Optional<McpEvent> opening() {
    request.tell(new ForwardedRequest.Pass(ServedRequest.Wish.OPEN));
    return Optional.empty();
  }

  @Override
  public Optional<McpEvent> closing(McpReply.End end) {
    return switch (end) {
      case McpReply.Json json -> Optional.of(new McpEvent(json.body(), answerId, true));
      case McpReply.Accepted ignored -> Optional.empty();
    };
  }
}
