package io.switchgear.stdio;

import io.switchgear.mcp.McpEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits to be written, so that a client that reads slowly holds up nobody but itself. Bounded
 * for what may be lost: a newer one says more.
 */
final class Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int CAPACITY = 256;

  private final OutputStream out;
  private final Deque<McpEvent> waiting = new ArrayDeque<>();
  private boolean finished;

  Outbox(OutputStream out) {
    this.out = out;
  }

  synchronized void offer(McpEvent event) {
    boolean carriesMessage = event.body().length > 0;
    if (!finished && carriesMessage && (event.lasting() || waiting.size() < CAPACITY)) {
      waiting.addLast(event);
      notifyAll();
    }
  }

  /** Nothing is taken any more; what waits is still written. */
  synchronized void finish() {
    finished = true;
    notifyAll();
  }

  /** Writes until {@link #finish}, or until nobody reads. */
  void write() {
    try {
      for (McpEvent next = take(); next != null; next = take()) {
        out.write(next.body());
        out.write('\n');
        out.flush();
      }
    } catch (IOException unread) {
      LOG.info("standard output is not read any more: {}", unread.getMessage());
      finish();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next event; null when there is none and none will come. */
  private synchronized McpEvent take() throws InterruptedException {
    while (waiting.isEmpty() && !finished) {
      wait();
    }
    return waiting.pollFirst();
  }
}
