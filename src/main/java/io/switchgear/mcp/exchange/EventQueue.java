package io.switchgear.mcp.exchange;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Events that wait for a reader. Bounded in number and in bytes for those that may be lost: where
 * there is no room the oldest of them makes way, as a newer one says more. What must reach its
 * reader is always taken, and counts. To be guarded by its owner.
 */
public final class EventQueue {

  /** What an event takes besides its body. */
  public static final int OVERHEAD = 128;

  private final int maxEvents;
  private final long maxBytes;
  private final Deque<McpEvent> waiting = new ArrayDeque<>();
  private ByteBudget together = ByteBudget.unlimited();
  private long bytes;

  /**
   * @param maxEvents at least 1
   * @param maxBytes of this queue
   */
  public EventQueue(int maxEvents, long maxBytes) {
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
  }

  /** Counts what waits here with what waits elsewhere from now on. */
  public void countIn(ByteBudget next) {
    next.force(bytes);
    together.give(bytes);
    together = next;
  }

  /** Forgets what waits, and is no longer counted with others. */
  public void close() {
    waiting.clear();
    together.give(bytes);
    bytes = 0;
    together = ByteBudget.unlimited();
  }

  public void offer(McpEvent event) {
    long size = size(event);
    if (!isRoomFor(size)) {
      if (!event.lasting()) {
        return;
      }
      together.force(size);
    }
    bytes += size;
    waiting.addLast(event);
  }

  /** Puts an event that must not be lost before all others. */
  public void offerFirst(McpEvent event) {
    together.force(size(event));
    bytes += size(event);
    waiting.addFirst(event);
  }

  /** The next event; null if there is none. */
  public McpEvent poll() {
    McpEvent next = waiting.pollFirst();
    if (next != null) {
      gone(next);
    }
    return next;
  }

  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** What waits. */
  public long bytes() {
    return bytes;
  }

  /** Takes the bytes from what all have together, if it has room for them. */
  private boolean isRoomFor(long size) {
    if (size > maxBytes) {
      return false;
    }
    Iterator<McpEvent> oldest = waiting.iterator();
    while (waiting.size() >= maxEvents || bytes + size > maxBytes || !together.take(size)) {
      if (!dropNext(oldest)) {
        return false;
      }
    }
    return true;
  }

  /** Drops the next that may be lost; false if there is none. */
  private boolean dropNext(Iterator<McpEvent> oldest) {
    while (oldest.hasNext()) {
      McpEvent event = oldest.next();
      if (!event.lasting()) {
        oldest.remove();
        gone(event);
        return true;
      }
    }
    return false;
  }

  private void gone(McpEvent event) {
    bytes -= size(event);
    together.give(size(event));
  }

  private static long size(McpEvent event) {
    return event.body().length + OVERHEAD;
  }
}
