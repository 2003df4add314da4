package io.switchgear.mcp.exchange;

import java.util.function.Consumer;

/**
 * The events of a request before its answer, kept until there is a listener. Bounded: when full,
 * the oldest event that may be lost is dropped.
 */
public final class PendingEvents {

  private static final int MAX_EVENTS = 32;
  private static final int MAX_BYTES = 64 * 1024;

  private final EventQueue waiting = new EventQueue(MAX_EVENTS, MAX_BYTES);
  private Consumer<McpEvent> listener;
  private Runnable heard = () -> {};
  private boolean closed;

  public synchronized void offer(McpEvent event) {
    if (closed) {
      return;
    }
    if (listener != null) {
      listener.accept(event);
      return;
    }
    waiting.offer(event);
  }

  public void listen(Consumer<McpEvent> events) {
    Runnable then;
    synchronized (this) {
      listener = events;
      for (McpEvent next = waiting.poll(); next != null; next = waiting.poll()) {
        events.accept(next);
      }
      then = heard;
    }
    then.run();
  }

  /** Runs the task when there is a listener. For events that are only needed then. */
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

  /** Stops accepting events. */
  public synchronized void close() {
    closed = true;
  }
}
