package io.switchgear.mcp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * What a request has to tell before its answer, kept until somebody listens. Bounded: when full,
 * the oldest that may be lost is.
 */
final class Notices {

  private static final int CAPACITY = 32;

  private final Deque<McpEvent> waiting = new ArrayDeque<>();
  private Consumer<McpEvent> listener;
  private Runnable heard = () -> {};
  private boolean closed;

  synchronized void offer(McpEvent event) {
    if (closed) {
      return;
    }
    if (listener != null) {
      listener.accept(event);
      return;
    }
    if (waiting.size() >= CAPACITY) {
      makeRoom();
    }
    waiting.addLast(event);
  }

  void listen(Consumer<McpEvent> events) {
    Runnable then;
    synchronized (this) {
      listener = events;
      waiting.forEach(events);
      waiting.clear();
      then = heard;
    }
    then.run();
  }

  /** Runs this as soon as somebody listens: for what need not be made before. */
  void whenHeard(Runnable then) {
    boolean already;
    synchronized (this) {
      heard = then;
      already = listener != null;
    }
    if (already) {
      then.run();
    }
  }

  synchronized boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /** Nothing is taken any more. */
  synchronized void close() {
    closed = true;
  }

  private void makeRoom() {
    for (Iterator<McpEvent> each = waiting.iterator(); each.hasNext(); ) {
      if (!each.next().lasting()) {
        each.remove();
        return;
      }
    }
  }
}
