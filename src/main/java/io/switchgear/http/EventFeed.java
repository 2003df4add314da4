package io.switchgear.http;

import io.switchgear.mcp.McpEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/**
 * The events of one stream between those who make them and a client that may read slowly. Bounded:
 * when full, the oldest event that may be lost is dropped, as a newer one says more.
 */
final class EventFeed {

  /** As many as a session's stream that is taken up again has to tell at once, and some. */
  private static final int CAPACITY = 80;

  private static final ByteString EVENT = ByteString.fromString("event: message\n");
  private static final ByteString DATA = ByteString.fromString("data: ");
  private static final ByteString AFTER = ByteString.fromString("\n\n");

  private final Deque<McpEvent> events = new ArrayDeque<>();
  private Optional<McpEvent> answer = Optional.empty();
  private boolean answered;
  private Runnable wake = () -> {};

  void offer(McpEvent event) {
    Runnable reader;
    synchronized (this) {
      if (answered) {
        return;
      }
      if (events.size() >= CAPACITY) {
        makeRoom();
      }
      events.addLast(event);
      reader = wake;
    }
    reader.run();
  }

  /** Puts this before everything else. */
  synchronized void open(McpEvent first) {
    events.addFirst(first);
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

  /** Whom to call when there is something new; called from any thread. */
  synchronized void onNews(Runnable reader) {
    wake = reader;
  }

  /** The next frame; empty if there is none now. */
  synchronized Optional<ByteString> poll() {
    McpEvent next = events.pollFirst();
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

  private void makeRoom() {
    for (Iterator<McpEvent> each = events.iterator(); each.hasNext(); ) {
      if (!each.next().lasting()) {
        each.remove();
        return;
      }
    }
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
