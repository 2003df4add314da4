package io.switchgear.mcp.legacy;

import io.switchgear.mcp.exchange.EventQueue;
import io.switchgear.mcp.exchange.McpEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One event stream of a legacy session: its events are numbered and kept for a while, so that a
 * client whose connection broke can go on behind the last that it saw. Read by at most one
 * connection at a time; a new reader takes the place of the one before.
 */
final class ReplayBuffer {

  /** What is kept at most; the oldest goes first. */
  static final int MAX_EVENTS = 64;

  static final int MAX_BYTES = 1 << 20;

  /**
   * @param events must not block or throw, and must not call back
   * @param ended called once, when no event will come any more or another reader came
   */
  record Reader(Consumer<McpEvent> events, Runnable ended) {}

  private final String name;
  private final SessionBudgets memory;
  private final Deque<McpEvent> kept = new ArrayDeque<>();
  private int bytes;

  /** Of the bytes, those that count as an open stream's. */
  private int counted;

  private long last;
  private Reader reader;
  private boolean over;
  private boolean settled;
  private boolean forgotten;

  /**
   * @param name unique in the session, without a hyphen
   * @param memory counts what is kept
   */
  ReplayBuffer(String name, SessionBudgets memory) {
    this.name = name;
    this.memory = memory;
  }

  String name() {
    return name;
  }

  /**
   * Tells a reader under which id it can come back before it has seen anything.
   *
   * @param after number of the event behind which it begins
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
   * Puts the last event, and gives it back to the reader that asks for it; another one is sent it.
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

  /** Ends the stream without another event. */
  synchronized void end() {
    over = true;
    release();
  }

  /** Keeps nothing any more and cannot be taken up again; who reads it reads on. */
  void forget() {
    clear();
    memory.finished().remove(this);
  }

  /** The same, by the budget. */
  synchronized void clear() {
    forgotten = true;
    kept.clear();
    bytes = 0;
    settle();
  }

  /** Its request is answered: it is no longer an open stream, and keeps what it has. */
  synchronized void settle() {
    settled = true;
    memory.open().give(counted);
    counted = 0;
  }

  synchronized boolean isForgotten() {
    return forgotten;
  }

  /** What is kept. */
  synchronized int bytes() {
    return bytes;
  }

  /**
   * Sends what is kept behind the event of that number, then what comes.
   *
   * @param after as in the id; -1 for everything
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

  /** Does nothing if another reader has come since. */
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

  /** Where open streams keep too much together, this one keeps less. */
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
