package io.switchgear.mcp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One event stream of a legacy session: its events are numbered and kept for a while, so that a
 * client whose connection broke can go on behind the last that it saw. Read by at most one
 * connection at a time; a new reader takes the place of the one before.
 */
final class EventLog {

  /** What is kept at most; the oldest goes first. */
  static final int MAX_EVENTS = 64;

  static final int MAX_BYTES = 1 << 20;

  /**
   * @param events must not block or throw, and must not call back
   * @param ended called once, when no event will come any more or another reader came
   */
  record Reader(Consumer<McpEvent> events, Runnable ended) {}

  private final String name;
  private final Optional<ReplayBudget> budget;
  private final Deque<McpEvent> kept = new ArrayDeque<>();
  private int bytes;
  private long last;
  private Reader reader;
  private boolean over;
  private boolean forgotten;

  /**
   * A stream that does not finish.
   *
   * @param name unique in the session, without a hyphen
   */
  EventLog(String name) {
    this(name, Optional.empty());
  }

  /**
   * @param budget counts what is kept once it has finished
   */
  EventLog(String name, ReplayBudget budget) {
    this(name, Optional.of(budget));
  }

  private EventLog(String name, Optional<ReplayBudget> budget) {
    this.name = name;
    this.budget = budget;
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
    budget.ifPresent(all -> all.add(this));
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
    budget.ifPresent(all -> all.remove(this));
  }

  /** The same, by the budget. */
  synchronized void clear() {
    forgotten = true;
    kept.clear();
    bytes = 0;
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
    bytes += event.body().length;
    while (kept.size() > MAX_EVENTS || bytes > MAX_BYTES && kept.size() > 1) {
      bytes -= kept.removeFirst().body().length;
    }
    return numbered;
  }

  private String id(long number) {
    return name + "-" + number;
  }

  private static long number(McpEvent event) {
    String id = event.id().orElseThrow();
    return Long.parseLong(id.substring(id.indexOf('-') + 1));
  }
}
