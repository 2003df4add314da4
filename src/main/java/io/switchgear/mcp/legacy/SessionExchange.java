package io.switchgear.mcp.legacy;

import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.legacy.ReplayBuffer.Reader;
import io.switchgear.mcp.wire.ProtocolVersions;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A request of a session. If its answer becomes an event stream, the stream can be resumed. */
public final class SessionExchange implements Exchange {

  private final Exchange exchange;
  private final SessionRef client;
  private ReplayBuffer log;
  private Reader reader = new Reader(event -> {}, () -> {});

  public SessionExchange(Exchange exchange, SessionRef client) {
    this.exchange = exchange;
    this.client = client;
  }

  @Override
  public CompletionStage<McpReply.End> answer() {
    return exchange.answer();
  }

  @Override
  public void listen(Consumer<McpEvent> events) {
    synchronized (this) {
      reader = new Reader(events, () -> {});
      if (log != null) {
        log.attach(-1, reader);
      }
    }
    exchange.listen(event -> log().append(event));
  }

  @Override
  public void unheard() {
    exchange.unheard();
  }

  @Override
  public void callerGone() {
    log().detach(reader());
    exchange.callerGone();
  }

  @Override
  public void stop(StopReason reason) {
    exchange.stop(reason);
  }

  @Override
  public void cancel() {
    exchange.cancel();
  }

  @Override
  public Optional<McpEvent> opening() {
    client.keep(log());
    // Clients of the versions before take an event without data for a broken one.
    return client.version().equals(ProtocolVersions.LATEST_LEGACY)
        ? Optional.of(log().opening(0))
        : Optional.empty();
  }

  @Override
  public Optional<McpEvent> closing(McpReply.End answer) {
    return switch (answer) {
      case McpReply.Json json -> {
        McpEvent last = log().finish(McpEvent.lasting(json.body()), Optional.of(reader()));
        client.finished(log());
        yield Optional.of(last);
      }
      case McpReply.Accepted ignored -> {
        log().end();
        log().forget();
        yield Optional.empty();
      }
    };
  }

  /** The request is answered; called before the transport sees the answer. */
  public synchronized void ended() {
    if (log != null) {
      log.settle();
    }
  }

  private synchronized Reader reader() {
    return reader;
  }

  /** Made for the first event, because most requests are answered without a stream. */
  private synchronized ReplayBuffer log() {
    if (log == null) {
      log = client.newLog();
      log.attach(-1, reader);
    }
    return log;
  }
}
