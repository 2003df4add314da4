package io.switchgear.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/**
 * The events of one stream between those who make them and a client that may read slowly. Bounded:
 * when full, the oldest notification is dropped, as a newer one says more; the answer never is.
 */
final class EventFeed {

  private static final int CAPACITY = 16;
  private static final ByteString BEFORE = ByteString.fromString("event: message\ndata: ");
  private static final ByteString AFTER = ByteString.fromString("\n\n");

  private final Deque<byte[]> notifications = new ArrayDeque<>();
  private Optional<byte[]> answer = Optional.empty();
  private boolean answered;
  private Runnable wake = () -> {};

  void offer(byte[] notification) {
    Runnable reader;
    synchronized (this) {
      if (answered) {
        return;
      }
      if (notifications.size() == CAPACITY) {
        notifications.removeFirst();
      }
      notifications.addLast(notification);
      reader = wake;
    }
    reader.run();
  }

  /** Puts the answer at the end; nothing is taken after it. */
  void finish(byte[] last) {
    Runnable reader;
    synchronized (this) {
      if (answered) {
        return;
      }
      answered = true;
      answer = Optional.of(last);
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
    byte[] next = notifications.pollFirst();
    if (next == null && answer.isPresent()) {
      next = answer.get();
      answer = Optional.empty();
    }
    return Optional.ofNullable(next).map(EventFeed::frame);
  }

  /** Whether everything up to the answer has been taken. */
  synchronized boolean isOver() {
    return answered && answer.isEmpty() && notifications.isEmpty();
  }

  /** JSON has no raw line break, so one data line holds it. */
  private static ByteString frame(byte[] json) {
    return BEFORE.concat(ByteString.fromArrayUnsafe(json)).concat(AFTER);
  }
}
