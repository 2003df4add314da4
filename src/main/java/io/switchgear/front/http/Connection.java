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
 * One TCP connection: what is under way on it, and since when nothing is.
 *
 * <p>Pekko HTTP keeps a client's close from the handler of a request that is not yet answered, but
 * it ends the stream of requests at once; as there is one request at a time on a connection, that
 * end is the close of the one under way.
 */
final class Connection implements Listener.Use {

  /** The one under way; null if there is none. */
  private final AtomicReference<Exchange> exchange = new AtomicReference<>();

  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger streams = new AtomicInteger();
  private volatile long lastBusy = System.nanoTime();
  private volatile Runnable requestSide;
  private volatile boolean closing;
  private volatile boolean gone;
  private final CompletableFuture<Done> closed = new CompletableFuture<>();
  private final Consumer<Connection> forgotten;

  /**
   * @param forgotten run when the connection is over, before {@link #closed} completes
   */
  Connection(Consumer<Connection> forgotten) {
    this.forgotten = forgotten;
  }

  /** Gives the means to take no more requests. */
  void opened(Runnable endOfRequests) {
    requestSide = endOfRequests;
    if (closing) {
      endOfRequests.run();
    }
  }

  void requestCame() {
    requests.incrementAndGet();
  }

  void requestAnswered() {
    lastBusy = System.nanoTime();
    requests.decrementAndGet();
  }

  void started(Exchange begun) {
    exchange.set(begun);
    // The client may have closed while its request was still being read.
    if (gone) {
      begun.callerGone();
    }
  }

  void ended(Exchange over) {
    lastBusy = System.nanoTime();
    exchange.compareAndSet(over, null);
  }

  /** An answer that is sent bit by bit has begun. */
  void streamBegan() {
    streams.incrementAndGet();
  }

  void streamEnded() {
    lastBusy = System.nanoTime();
    streams.decrementAndGet();
  }

  /** No request will come any more: the client closed, unless it was this side. */
  void requestsEnded() {
    if (!closing) {
      gone = true;
      Exchange underWay = exchange.get();
      if (underWay != null) {
        underWay.callerGone();
      }
    }
  }

  /** When the last answer was made, if none is under way or sent bit by bit. */
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

  /** The connection is over. */
  void ended() {
    forgotten.accept(this);
    closed.complete(Done.getInstance());
  }

  /** Completes when the connection is over. */
  CompletableFuture<Done> closed() {
    return closed;
  }

  /**
   * Ends the connection after the answer under way. A request that waits for its answer must not be
   * cut off from its successors here: Pekko HTTP takes that for a lost answer and sends a 500. Such
   * an answer carries {@code Connection: close} instead.
   */
  void closeAfterAnswer() {
    closing = true;
    Runnable known = requestSide;
    if (known != null && requests.get() == 0) {
      known.run();
    }
  }

  /** Whether the answer now made is to be the last. */
  boolean isClosing() {
    return closing;
  }
}
