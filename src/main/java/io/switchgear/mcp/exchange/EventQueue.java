package io.switchgear.mcp.exchange;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Events that wait for a reader. Its number of events and bytes is bounded: if there is no room,
 * the oldest transient event is dropped, because a newer one has more information. A lasting event
 * is always accepted, and counts. Not safe for use by many threads; its owner locks.
 */
public final class EventQueue {

  /** Bytes that an event takes in addition to its body. */
  public static final int OVERHEAD = 128;

  private final int maxEvents;
  private final long maxBytes;

  /** Small at first: the queue of an ordinary request stays empty. */
  private final Deque<McpEvent> waiting = new ArrayDeque<>(1);

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

  /** From now on counts the waiting bytes in this budget too. */
  public void countIn(ByteBudget next) {
    next.force(bytes);
    together.give(bytes);
    together = next;
  }

  /** Drops all waiting events and gives their bytes back. */
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

  /** Puts an event that must not be lost in front of all others. */
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

  /** The bytes that wait. */
  public long bytes() {
    return bytes;
  }

  /** Makes room for an event and takes its bytes from the budget; false if there is no room. */
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

  /** Drops the next event that may be lost; false if there is none. */
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
