package io.switchgear.mcp.legacy;

import io.switchgear.mcp.exchange.EventQueue;
import io.switchgear.mcp.exchange.McpEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One event stream of a legacy session: its events are numbered and kept for a while, so that a
 * client whose connection broke can resume after the last event that it saw. At most one connection
 * reads it at a time; a new reader replaces the one before.
 */
final class ReplayBuffer {

  /** Most events that are kept; the oldest is dropped first. */
  static final int MAX_EVENTS = 64;

  static final int MAX_BYTES = 1 << 20;

  /**
   * @param events must not block or throw, and must not call back
   * @param ended called once, when the stream has ended or another reader has replaced this one
   */
  record Reader(Consumer<McpEvent> events, Runnable ended) {}

  private final String name;
  private final SessionBudgets memory;
  private final Deque<McpEvent> kept = new ArrayDeque<>();
  private int bytes;

  /** The part of the bytes that is counted in the budget of open streams. */
  private int counted;

  private long last;
  private Reader reader;
  private boolean over;
  private boolean settled;
  private boolean forgotten;

  /**
   * @param name unique in the session, without a hyphen
   * @param memory counts the kept bytes
   */
  ReplayBuffer(String name, SessionBudgets memory) {
    this.name = name;
    this.memory = memory;
  }

  String name() {
    return name;
  }

  /**
   * The event that gives a reader an id to resume from before it has seen an event.
   *
   * @param after number of the event after which the reader begins
   */
  McpEvent opening(long after) {
    return new McpEvent(new byte[0], Optional.of(id(after)), true);
  }

  synchronized void append(McpEvent event) {
    if (!over) {
      McpEvent kept = keep(event);
      count();
      if (reader != null) {
        reader.events().accept(kept);
      }
    }
  }

  /**
   * Adds the last event and ends the stream. The event is returned for {@code asking}; another
   * reader is sent it.
   */
  McpEvent finish(McpEvent event, Optional<Reader> asking) {
    McpEvent kept = last(event, asking);
    memory.finished().add(this);
    return kept;
  }

  private synchronized McpEvent last(McpEvent event, Optional<Reader> asking) {
    McpEvent kept = keep(event);
    over = true;
    if (reader != null && asking.filter(reader::equals).isEmpty()) {
      reader.events().accept(kept);
      reader.ended().run();
    }
    reader = null;
    return kept;
  }

  /** Ends the stream without a last event. */
  synchronized void end() {
    over = true;
    release();
  }

  /** Drops the kept events; the stream cannot be resumed any more. Its reader reads on. */
  void forget() {
    clear();
    memory.finished().remove(this);
  }

  /** Drops the kept events when the budget demands it. */
  synchronized void clear() {
    forgotten = true;
    kept.clear();
    bytes = 0;
    settle();
  }

  /** The request is answered: the stream no longer counts as open, and keeps its events. */
  synchronized void settle() {
    settled = true;
    memory.open().give(counted);
    counted = 0;
  }

  synchronized boolean isForgotten() {
    return forgotten;
  }

  /** The kept bytes. */
  synchronized int bytes() {
    return bytes;
  }

  /**
   * Sends a reader the kept events after this number, then all later ones.
   *
   * @param after number of an event; -1 for all
   */
  synchronized void attach(long after, Reader next) {
    release();
    kept.stream().filter(event -> number(event) > after).forEach(next.events());
    if (over) {
      next.ended().run();
    } else {
      reader = next;
    }
  }

  /** Removes a reader; does nothing if another one has replaced it. */
  synchronized void detach(Reader gone) {
    if (gone.equals(reader)) {
      reader = null;
    }
  }

  synchronized boolean isRead() {
    return reader != null;
  }

  /** The number of the newest event. */
  synchronized long last() {
    return last;
  }

  private void release() {
    Reader before = reader;
    reader = null;
    if (before != null) {
      before.ended().run();
    }
  }

  private McpEvent keep(McpEvent event) {
    last++;
    McpEvent numbered = new McpEvent(event.body(), Optional.of(id(last)), event.lasting());
    if (forgotten) {
      return numbered;
    }
    kept.addLast(numbered);
    bytes += size(event);
    while (kept.size() > MAX_EVENTS || bytes > MAX_BYTES && kept.size() > 1) {
      dropOldest();
    }
    return numbered;
  }

  /** Counts the kept bytes; drops old events if the budget of open streams is used up. */
  private void count() {
    if (settled) {
      return;
    }
    memory.open().give(counted);
    while (!kept.isEmpty() && !memory.open().take(bytes)) {
      dropOldest();
    }
    counted = bytes;
  }

  private void dropOldest() {
    bytes -= size(kept.removeFirst());
  }

  private static int size(McpEvent event) {
    return event.body().length + EventQueue.OVERHEAD;
  }

  private String id(long number) {
    return name + "-" + number;
  }

  private static long number(McpEvent event) {
    String id = event.id().orElseThrow();
    return Long.parseLong(id.substring(id.indexOf('-') + 1));
  }
}
