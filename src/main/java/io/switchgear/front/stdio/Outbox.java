package io.switchgear.front.stdio;

import io.switchgear.mcp.exchange.EventQueue;
import io.switchgear.mcp.exchange.McpEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits to be written, so that a client that reads slowly holds up nobody but itself. Bounded
 * for what may be lost; for the rest, nothing more is taken from the client while it reads too
 * little: see {@link #awaitRoom}.
 */
final class Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int MAX_EVENTS = 256;

  /** What waits until the client is held up. */
  static final int MAX_BYTES = 1 << 20;

  private final OutputStream out;
  private final EventQueue waiting = new EventQueue(MAX_EVENTS, MAX_BYTES);
  private final CompletableFuture<Void> written = new CompletableFuture<>();
  private boolean finished;

  Outbox(OutputStream out) {
    this.out = out;
  }

  synchronized void offer(McpEvent event) {
    boolean carriesMessage = event.body().length > 0;
    if (!finished && carriesMessage) {
      waiting.offer(event);
      notifyAll();
    }
  }

  /** Waits until the client has read enough for one more message of its to be taken. */
  synchronized void awaitRoom() throws InterruptedException {
    while (waiting.bytes() > MAX_BYTES && !finished) {
      wait();
    }
  }

  /** Nothing is taken any more; what waits is still written. */
  synchronized void finish() {
    finished = true;
    notifyAll();
  }

  /** Completes when nothing will be written any more, also as nobody reads; never fails. */
  CompletableFuture<Void> written() {
    return written;
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
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      finish();
      written.complete(null);
    }
  }

  /** The next event; null when there is none and none will come. */
  private synchronized McpEvent take() throws InterruptedException {
    while (waiting.isEmpty() && !finished) {
      wait();
    }
    McpEvent next = waiting.poll();
    notifyAll();
    return next;
  }
}
