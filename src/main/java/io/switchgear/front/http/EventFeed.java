package io.switchgear.front.http;

import io.switchgear.mcp.exchange.ByteBudget;
import io.switchgear.mcp.exchange.EventQueue;
import io.switchgear.mcp.exchange.McpEvent;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/**
 * The events of one stream between those who make them and a client that may read slowly. Bounded,
 * alone and together with those of all streams; see {@link EventQueue}.
 */
final class EventFeed {

  /** As many as a session's stream that is taken up again has to tell at once, and some. */
  private static final int MAX_EVENTS = 80;

  private static final int MAX_BYTES = 1 << 20;

  private static final ByteString EVENT = ByteString.fromString("event: message\n");
  private static final ByteString DATA = ByteString.fromString("data: ");
  private static final ByteString AFTER = ByteString.fromString("\n\n");

  private final EventQueue events = new EventQueue(MAX_EVENTS, MAX_BYTES);
  private Optional<McpEvent> answer = Optional.empty();
  private boolean answered;
  private Runnable wake = () -> {};

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

  /** Puts this before everything else. */
  synchronized void open(McpEvent first) {
    events.offerFirst(first);
  }

  /** Puts the answer at the end, if there is one; nothing is taken after it. */
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

  /** Drops what has not been taken and ends; nothing is taken after it. */
  void abandon() {
    Runnable reader;
    synchronized (this) {
      close();
      reader = wake;
    }
    reader.run();
  }

  /** Whom to call when there is something new; called from any thread. */
  synchronized void onNews(Runnable reader) {
    wake = reader;
  }

  /** The next frame; empty if there is none now. */
  synchronized Optional<ByteString> poll() {
    McpEvent next = events.poll();
    if (next == null && answer.isPresent()) {
      next = answer.get();
      answer = Optional.empty();
    }
    return Optional.ofNullable(next).map(EventFeed::frame);
  }

  /** Whether everything up to the answer has been taken. */
  synchronized boolean isOver() {
    return answered && answer.isEmpty() && events.isEmpty();
  }

  /** Its stream has begun: what waits counts with what waits on all streams. */
  synchronized void countIn(ByteBudget together) {
    events.countIn(together);
  }

  /** Its stream is over: nothing is taken any more, and nothing is kept. */
  synchronized void close() {
    answered = true;
    answer = Optional.empty();
    events.close();
  }

  /** JSON has no raw line break, so one data line holds it. */
  private static ByteString frame(McpEvent event) {
    ByteString id = event.id().map(EventFeed::idLine).orElse(ByteString.emptyByteString());
    ByteString data = DATA.concat(ByteString.fromArrayUnsafe(event.body())).concat(AFTER);
    return event.body().length == 0 ? id.concat(data) : EVENT.concat(id).concat(data);
  }

  private static ByteString idLine(String id) {
    return ByteString.fromString("id: " + id + "\n");
  }
}
