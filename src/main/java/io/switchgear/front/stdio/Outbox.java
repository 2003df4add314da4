package io.switchgear.front.stdio;

import io.switchgear.mcp.exchange.EventQueue;
import io.switchgear.mcp.exchange.McpEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages waiting to be written to standard output. A writer thread sends them, so a client
 * that reads slowly does not block the server. Events that may be lost are bounded; for all others,
 * reading of further messages stops while the client reads too little, see {@link #awaitRoom}.
 */
final class Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int MAX_EVENTS = 256;

  /** Bytes that may wait before no further message is read from the client. */
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

  /** Blocks until the client has read enough for its next message to be accepted. */
  synchronized void awaitRoom() throws InterruptedException {
    while (waiting.bytes() > MAX_BYTES && !finished) {
      wait();
    }
  }

  /** Accepts no more messages. Waiting messages are still written. */
  synchronized void finish() {
    finished = true;
    notifyAll();
  }

  /**
   * Completes when nothing more will be written, for example because the client stopped reading.
   * Never fails.
   */
  CompletableFuture<Void> written() {
    return written;
  }

  /** Writes until {@link #finish} is called or the client stops reading. */
  void write() {
    try {
      for (McpEvent next = take(); next != null; next = take()) {
        out.write(next.body());
        out.write('\n');
        out.flush();
      }
    } catch (IOException unread) {
      LOG.info("standard output is no longer read: {}", unread.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      finish();
      written.complete(null);
    }
  }

  /** Waits for the next event; null when the outbox is finished and empty. */
  private synchronized McpEvent take() throws InterruptedException {
    while (waiting.isEmpty() && !finished) {
      wait();
    }
    McpEvent next = waiting.poll();
    notifyAll();
    return next;
  }
}
