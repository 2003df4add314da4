package io.switchgear.front.tcp;

import io.switchgear.tool.LimitedLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening port. Each connection is given away as a flow, which writes what is put in and gives
 * what is read; it is to be run once, and reads nothing before.
 *
 * <pre>
 * all places are taken              an idle connection is closed for it: of the peer with the most
 *                                   connections, the one that is idle longest; if none is idle, it
 *                                   waits in the system's queue
 * its peer has its share            the same among this peer's; if none is idle, it is closed
 * the system gives no more files    an idle connection is closed for it; if none is idle, or that
 *                                   did not help, the next try is {@link #RETRY} later
 * </pre>
 */
public final class Listener {

  /** What is served on a connection. */
  @FunctionalInterface
  public interface Use {

    /** The {@link System#nanoTime} since which nothing is under way; empty while something is. */
    OptionalLong idleSince();
  }

  /** Serves connections. */
  @FunctionalInterface
  public interface Service {

    /** Runs the flow. If it throws, the connection is closed. */
    Use serve(Flow<ByteString, ByteString, NotUsed> connection);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final LimitedLog LIMITED = new LimitedLog(LOG);

  /** What waits to be accepted would be reported again at once. */
  private static final Duration RETRY = Duration.ofMillis(200);

  private final ServerSocketChannel channel;
  private final InetSocketAddress address;
  private final SelectorLoop loop;
  private final Duration patience;
  private final CompletableFuture<Void> free = new CompletableFuture<>();

  /** This and all that follow are used by the loop's thread alone. */
  private final ConnectionSlots places;

  private SelectionKey key;

  /** The system gives no more files: the next try is made when it is due, and not before. */
  private boolean shortOfFiles;

  /** An idle connection was closed, and no connection accepted since. */
  private boolean madeRoom;

  private boolean unbound;

  private Listener(
      ServerSocketChannel channel, SelectorLoop loop, int maxConnections, Duration patience)
      throws IOException {
    this.channel = channel;
    this.address = (InetSocketAddress) channel.getLocalAddress();
    this.loop = loop;
    this.places = new ConnectionSlots(maxConnections);
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
   */
  public void accept(Executor executor, Service service) {
    loop.execute(
        () -> {
          try {
            key =
                channel.register(
                    loop.selector(), SelectionKey.OP_ACCEPT, new Accepting(executor, service));
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

  private final class Accepting implements SelectorLoop.Ready {

    private final Executor executor;
    private final Service service;

    Accepting(Executor executor, Service service) {
      this.executor = executor;
      this.service = service;
    }

    @Override
    public void ready() {
      if (places.isFull() && !makeRoom(places.mostDispensable())) {
        LIMITED.warn("all connections are in use", () -> "the next waits until one closes");
        rest();
        return;
      }
      try {
        SocketChannel accepted = channel.accept();
        if (accepted != null) {
          madeRoom = false;
          take(accepted);
        }
      } catch (IOException refused) {
        LIMITED.warn(
            "a connection was not accepted",
            () -> "%s; the next try is in %d ms".formatted(refused.getMessage(), RETRY.toMillis()));
        if (madeRoom || !makeRoom(places.mostDispensable())) {
          shortOfFiles = true;
          rest();
        }
      }
    }

    @Override
    public void failed(Throwable bug) {
      rest();
    }

    private void take(SocketChannel accepted) throws IOException {
      Peer peer;
      try {
        accepted.configureBlocking(false);
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        peer = Peer.of(((InetSocketAddress) accepted.getRemoteAddress()).getAddress());
      } catch (IOException | RuntimeException gone) {
        accepted.close();
        LOG.debug("a connection was gone before it was served", gone);
        return;
      }
      if (places.hasItsShare(peer) && !makeRoom(places.mostDispensable(peer))) {
        accepted.close();
        LIMITED.warn(
            "a connection was closed",
            () -> "its peer has all that one may have, none of them idle");
        return;
      }
      Socket socket = new Socket(accepted, peer, loop, Listener.this::closed);
      places.take(socket);
      try {
        executor.execute(() -> serve(socket));
      } catch (RejectedExecutionException ending) {
        LOG.debug("a connection came when nobody was left to serve it", ending);
        socket.close(true);
      } catch (RuntimeException | Error bug) {
        socket.close(true);
        throw bug;
      }
    }

    private void serve(Socket socket) {
      try {
        socket.usedAs(service.serve(Flow.fromGraph(new SocketStage(socket, patience))));
      } catch (RuntimeException bug) {
        LOG.error("a connection could not be served", bug);
        socket.close(true);
      } catch (Error broken) {
        socket.close(true);
        throw broken;
      }
    }

    private boolean makeRoom(Optional<Socket> dispensable) {
      dispensable.ifPresent(Socket::giveWay);
      madeRoom = dispensable.isPresent();
      return madeRoom;
    }
  }

  /** Accepts nothing for a while. */
  private void rest() {
    key.interestOps(0);
    CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> loop.execute(this::rested));
  }

  private void rested() {
    shortOfFiles = false;
    acceptAgain();
  }

  private void acceptAgain() {
    if (!unbound && !shortOfFiles) {
      key.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  private void closed(Socket socket) {
    places.free(socket);
    acceptAgain();
    endWithTheLast();
  }

  private void endWithTheLast() {
    if (unbound && places.isEmpty()) {
      loop.end();
    }
  }
}
