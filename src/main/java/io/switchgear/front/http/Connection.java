package io.switchgear.front.http;

import io.switchgear.front.tcp.Listener;
import io.switchgear.mcp.exchange.Exchange;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.Done;

/**
 * The state of one TCP connection: its running request and streams, or since when it is idle.
 *
 * <p>Pekko HTTP does not tell the handler of a running request that the client has closed the
 * connection, but it completes the stream of requests at once. A connection has one request at a
 * time, so that completion means that the client has abandoned the running request.
 */
final class Connection implements Listener.Use {

  /** The running exchange; null if there is none. */
  private final AtomicReference<Exchange> exchange = new AtomicReference<>();

  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger streams = new AtomicInteger();
  private volatile long lastBusy = System.nanoTime();
  private volatile Runnable requestSide;
  private volatile boolean closing;
  private volatile boolean clientGone;
  private final CompletableFuture<Done> closed = new CompletableFuture<>();
  private final Consumer<Connection> onClosed;

  /**
   * @param onClosed runs when the connection has ended, before {@link #closed} completes
   */
  Connection(Consumer<Connection> onClosed) {
    this.onClosed = onClosed;
  }

  /** Supplies the task that stops accepting requests. */
  void opened(Runnable endOfRequests) {
    requestSide = endOfRequests;
    if (closing) {
      endOfRequests.run();
    }
  }

  void requestArrived() {
    requests.incrementAndGet();
  }

  void requestAnswered() {
    lastBusy = System.nanoTime();
    requests.decrementAndGet();
  }

  void started(Exchange begun) {
    exchange.set(begun);
    // The client may have closed the connection while its request was being read.
    if (clientGone) {
      begun.callerGone();
    }
  }

  void ended(Exchange over) {
    lastBusy = System.nanoTime();
    exchange.compareAndSet(over, null);
  }

  /** A chunked response has started. */
  void streamStarted() {
    streams.incrementAndGet();
  }

  void streamEnded() {
    lastBusy = System.nanoTime();
    streams.decrementAndGet();
  }

  /** No more requests will come: the client closed the connection, unless this side did. */
  void requestsEnded() {
    if (!closing) {
      clientGone = true;
      Exchange running = exchange.get();
      if (running != null) {
        running.callerGone();
      }
    }
  }

  /**
   * The time of the last response; empty while a request is running or a response is being
   * streamed.
   */
  @Override
  public OptionalLong idleSince() {
    return requests.get() == 0 && streams.get() == 0 && exchange.get() == null
        ? OptionalLong.of(lastBusy)
        : OptionalLong.empty();
  }

  boolean isIdleFor(Duration time) {
    OptionalLong since = idleSince();
    return since.isPresent() && System.nanoTime() - since.getAsLong() > time.toNanos();
  }

  /** The connection has ended. */
  void ended() {
    onClosed.accept(this);
    closed.complete(Done.getInstance());
  }

  /** Completes when the connection has ended. */
  CompletableFuture<Done> closed() {
    return closed;
  }

  /**
   * Closes the connection after the current response. While a request waits for its response, the
   * stream of requests must not be completed here: Pekko HTTP would take that for a lost response
   * and send a 500. That response carries {@code Connection: close} instead.
   */
  void closeAfterAnswer() {
    closing = true;
    Runnable known = requestSide;
    if (known != null && requests.get() == 0) {
      known.run();
    }
  }

  /** Whether the next response is the last. */
  boolean isClosing() {
    return closing;
  }
}
