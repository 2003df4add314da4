package io.switchgear.mcp.legacy;

import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.legacy.ReplayBuffer.Reader;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A stream of a session that its client reads by GET: events, and no answer. */
public final class StreamExchange implements Exchange {

  private static final McpReply.End END = new McpReply.Accepted();

  private final ReplayBuffer log;
  private final long after;
  private final boolean opens;
  private final CompletableFuture<McpReply.End> ended = new CompletableFuture<>();
  private volatile Reader reader = new Reader(event -> {}, () -> {});

  /**
   * @param after number of the event after which to begin
   * @param opens whether the first event only carries an id
   */
  public StreamExchange(ReplayBuffer log, long after, boolean opens) {
    this.log = log;
    this.after = after;
    this.opens = opens;
  }

  @Override
  public CompletionStage<McpReply.End> answer() {
    return ended;
  }

  @Override
  public void listen(Consumer<McpEvent> events) {
    reader = new Reader(events, () -> ended.complete(END));
    log.attach(after, reader);
    // The client may have disconnected before the stream began.
    if (ended.isDone()) {
      log.detach(reader);
    }
  }

  /** The stream consists of events only, so it ends. */
  @Override
  public void unheard() {
    stop(StopReason.CANCELLED);
  }

  @Override
  public void callerGone() {
    stop(StopReason.CANCELLED);
  }

  @Override
  public void stop(StopReason reason) {
    ended.complete(END);
    log.detach(reader);
  }

  @Override
  public void cancel() {
    stop(StopReason.CANCELLED);
  }

  @Override
  public boolean needsStream() {
    return true;
  }

  @Override
  public Optional<McpEvent> opening() {
    return opens ? Optional.of(log.opening(after)) : Optional.empty();
  }
}
