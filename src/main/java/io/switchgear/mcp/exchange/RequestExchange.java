package io.switchgear.mcp.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.MessageWriter;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One request under way. It is registered before its method runs, so that a cancellation in between
 * is not lost.
 */
public final class RequestExchange implements Exchange {

  private final Era era;
  private final Optional<JsonNode> id;
  private final CompletableFuture<McpReply.End> answer = new CompletableFuture<>();

  /** Both are guarded by this object's lock. The second one to be set acts. */
  private Optional<MethodResult.Running> running = Optional.empty();

  private Optional<StopReason> stopped = Optional.empty();
  private volatile boolean cancelled;

  public RequestExchange(Era era, Optional<JsonNode> id) {
    this.era = era;
    this.id = id;
  }

  /** Sets the work that answers the request; called at most once. */
  public void runs(MethodResult.Running work) {
    Optional<StopReason> before;
    synchronized (this) {
      running = Optional.of(work);
      before = stopped;
    }
    before.ifPresent(work::stop);
  }

  @Override
  public CompletableFuture<McpReply.End> answer() {
    return answer;
  }

  /** Whether events wait, even if the answer is complete. */
  public boolean hasNews() {
    return running().filter(MethodResult.Running::hasNews).isPresent();
  }

  @Override
  public void listen(Consumer<McpEvent> events) {
    running()
        .ifPresent(
            work ->
                work.listen(
                    event -> {
                      // A cancelled request must not report progress.
                      if (!cancelled || event.lasting()) {
                        events.accept(event);
                      }
                    }));
  }

  @Override
  public void unheard() {
    running().ifPresent(MethodResult.Running::unheard);
  }

  @Override
  public void callerGone() {
    switch (era) {
      case MODERN -> stop(StopReason.CANCELLED);
      case LEGACY -> {}
    }
  }

  @Override
  public boolean needsStream() {
    return running().filter(MethodResult.Running::needsStream).isPresent();
  }

  @Override
  public byte[] refused(String message) {
    return MessageWriter.error(id, Refusal.badRequest(ErrorCode.INVALID_REQUEST, message));
  }

  @Override
  public void stop(StopReason reason) {
    Optional<MethodResult.Running> work;
    synchronized (this) {
      stopped = Optional.of(reason);
      work = running;
    }
    work.ifPresent(present -> present.stop(reason));
  }

  @Override
  public void cancel() {
    // This comes first, because the stop may complete the answer.
    cancelled = true;
    stop(StopReason.CANCELLED);
  }

  /** Completes the exchange, with this answer unless the client has cancelled the request. */
  public void complete(McpReply.Json json) {
    answer.complete(cancelled ? new McpReply.Accepted() : json);
  }

  private synchronized Optional<MethodResult.Running> running() {
    return running;
  }
}
