package io.switchgear.tcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening port. Each connection is given away as a flow, which writes what is put in and gives
 * what is read; it is to be run once, and reads nothing before. Connections beyond the limit wait
 * in the system's queue until another closes.
 */
public final class Listener {

  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  /** The process may have too many files open; what waits would be reported again at once. */
  private static final Duration RETRY = Duration.ofMillis(200);

  private final ServerSocketChannel channel;
  private final InetSocketAddress address;
  private final SelectorLoop loop;
  private final int maxConnections;
  private final Duration patience;
  private final CompletableFuture<Void> free = new CompletableFuture<>();

  /** All of the loop's thread. */
  private SelectionKey key;

  private int open;
  private boolean unbound;

  private Listener(
      ServerSocketChannel channel, SelectorLoop loop, int maxConnections, Duration patience)
      throws IOException {
    this.channel = channel;
    this.address = (InetSocketAddress) channel.getLocalAddress();
    this.loop = loop;
    this.maxConnections = maxConnections;
    this.patience = patience;
    // Also out of turn: better refused than accepted by the system and served by nobody.
    loop.ended().whenComplete((done, broken) -> giveBack());
  }

  /**
   * Takes the port; who connects waits until {@link #accept}.
   *
   * @param backlog connections that may wait to be accepted, at least 1; the system has its own
   *     limit
   * @param maxConnections at once, at least 1
   * @param patience with a connection whose other side takes nothing of what is written; then it is
   *     aborted
   * @throws IOException if the port cannot be had
   */
  public static Listener bind(
      InetSocketAddress address, int backlog, int maxConnections, Duration patience)
      throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.bind(address, backlog);
      channel.configureBlocking(false);
      return new Listener(
          channel,
          new SelectorLoop("switchgear-tcp-" + channel.socket().getLocalPort()),
          maxConnections,
          patience);
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
  }

  /** With the port that was really taken. */
  public InetSocketAddress address() {
    return address;
  }

  /**
   * Begins to accept; at most once.
   *
   * @param executor runs what is to be done with a connection
   * @param connected runs the flow; if it throws, the connection is closed
   */
  public void accept(Executor executor, Consumer<Flow<ByteString, ByteString, NotUsed>> connected) {
    loop.execute(
        () -> {
          try {
            key =
                channel.register(
                    loop.selector(),
                    SelectionKey.OP_ACCEPT,
                    (SelectorLoop.Ready) () -> acceptOne(executor, connected));
          } catch (IOException unbound) {
            LOG.debug("unbound before it could accept", unbound);
          }
        });
  }

  /**
   * Gives the port back; connections go on, and the thread ends with the last of them. Does nothing
   * the second time.
   *
   * @return completes when another may take the port, on the thread that serves all connections
   */
  public CompletionStage<Void> unbind() {
    loop.execute(
        () -> {
          unbound = true;
          giveBack();
          endWithTheLast();
        });
    return free;
  }

  private void giveBack() {
    try {
      channel.close();
      loop.forgetClosed();
    } catch (IOException failed) {
      LOG.warn("the port was not given back in order", failed);
    }
    free.complete(null);
  }

  /**
   * Completes when the port is given back and the last connection is closed; fails when connections
   * are no longer served, though nobody gave the port back.
   */
  public CompletionStage<Void> ended() {
    return loop.ended();
  }

  private void acceptOne(
      Executor executor, Consumer<Flow<ByteString, ByteString, NotUsed>> connected) {
    SocketChannel accepted;
    try {
      accepted = next();
    } catch (IOException refused) {
      LOG.warn(
          "a connection was not accepted: {}; the next try is in {} ms",
          refused.getMessage(),
          RETRY.toMillis());
      key.interestOps(0);
      CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> loop.execute(this::acceptAgain));
      return;
    }
    if (accepted == null) {
      return;
    }
    open++;
    if (open == maxConnections) {
      key.interestOps(0);
    }
    Socket socket = new Socket(accepted, loop, this::closed);
    try {
      executor.execute(() -> serve(socket, connected));
    } catch (RejectedExecutionException ending) {
      LOG.debug("a connection came when nobody was left to serve it", ending);
      socket.close(true);
    }
  }

  private void serve(Socket socket, Consumer<Flow<ByteString, ByteString, NotUsed>> connected) {
    try {
      connected.accept(Flow.fromGraph(new SocketStage(socket, patience)));
    } catch (RuntimeException bug) {
      LOG.error("a connection could not be served", bug);
      socket.close(true);
    }
  }

  /** Null if it left before it was taken. */
  private SocketChannel next() throws IOException {
    SocketChannel accepted = channel.accept();
    if (accepted == null) {
      return null;
    }
    try {
      accepted.configureBlocking(false);
      accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
    } catch (IOException broken) {
      accepted.close();
      throw broken;
    }
    return accepted;
  }

  private void closed() {
    open--;
    acceptAgain();
    endWithTheLast();
  }

  private void acceptAgain() {
    if (!unbound && open < maxConnections) {
      key.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  private void endWithTheLast() {
    if (unbound && open == 0) {
      loop.end();
    }
  }
}
