package io.switchgear.front.http;

import io.switchgear.front.http.sse.SseSource;
import io.switchgear.mcp.exchange.ByteBudget;
import io.switchgear.mcp.exchange.EventQueue;
import io.switchgear.mcp.exchange.McpEvent;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/**
 * The events of one MCP stream, queued until the client reads them. The queue is bounded by itself
 * and together with the queues of all streams; see {@link EventQueue}.
 */
final class McpEventSource implements SseSource {

  /** Slightly more than a resumed session stream has to send at once. */
  private static final int MAX_EVENTS = 80;

  private static final int MAX_BYTES = 1 << 20;

  private static final ByteString EVENT = ByteString.fromString("event: message\n");
  private static final ByteString DATA = ByteString.fromString("data: ");
  private static final ByteString END = ByteString.fromString("\n\n");

  private final Listener listener;
  private final EventQueue events = new EventQueue(MAX_EVENTS, MAX_BYTES);
  private Optional<McpEvent> answer = Optional.empty();
  private boolean answered;
  private Runnable wake = () -> {};

  /** Receives the life cycle of the stream; called on the stream's thread. */
  interface Listener {

    /** Does nothing. */
    Listener NONE =
        new Listener() {
          @Override
          public void started(McpEventSource source) {}

          @Override
          public void readerGone() {}

          @Override
          public void ended() {}
        };

    void started(McpEventSource source);

    /** The client closed the stream before its end. */
    void readerGone();

    void ended();
  }

  McpEventSource(Listener listener) {
    this.listener = listener;
  }

  void offer(McpEvent event) {
    Runnable reader;
    synchronized (this) {
      if (answered) {
        return;
      }
      events.offer(event);
      reader = wake;
    }
    reader.run();
  }

  /** Adds this event before all others. */
  synchronized void open(McpEvent first) {
    events.offerFirst(first);
  }

  /** Ends the stream after the queued events and this last one, if present. */
  void finish(Optional<McpEvent> last) {
    Runnable reader;
    synchronized (this) {
      if (answered) {
        return;
      }
      answered = true;
      answer = last;
      reader = wake;
    }
    reader.run();
  }

  /** Drops the queue and ends the stream. */
  void abandon() {
    Runnable reader;
    synchronized (this) {
      close();
      reader = wake;
    }
    reader.run();
  }

  @Override
  public void opened(Runnable news) {
    synchronized (this) {
      wake = news;
    }
    listener.started(this);
  }

  @Override
  public void readerGone() {
    listener.readerGone();
  }

  @Override
  public void closed() {
    close();
    listener.ended();
  }

  @Override
  public synchronized Optional<ByteString> poll() {
    McpEvent next = events.poll();
    if (next == null && answer.isPresent()) {
      next = answer.get();
      answer = Optional.empty();
    }
    return Optional.ofNullable(next).map(McpEventSource::frame);
  }

  /** Whether all events, including the last one, have been read. */
  @Override
  public synchronized boolean isOver() {
    return answered && answer.isEmpty() && events.isEmpty();
  }

  /** Counts the queued bytes towards the budget of all streams. */
  synchronized void countIn(ByteBudget together) {
    events.countIn(together);
  }

  private synchronized void close() {
    answered = true;
    answer = Optional.empty();
    events.close();
  }

  /** JSON contains no raw line break, so one data line is enough. */
  private static ByteString frame(McpEvent event) {
    ByteString id = event.id().map(McpEventSource::idLine).orElse(ByteString.emptyByteString());
    ByteString data = DATA.concat(ByteString.fromArrayUnsafe(event.body())).concat(END);
    return event.body().length == 0 ? id.concat(data) : EVENT.concat(id).concat(data);
  }

  private static ByteString idLine(String id) {
    return ByteString.fromString("id: " + id + "\n");
  }
}
