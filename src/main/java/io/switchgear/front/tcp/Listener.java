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
 * A listening TCP port. Each accepted connection becomes a flow: its input is written to the
 * connection, its output is what was read. The flow may be materialized once; nothing is read
 * before that.
 *
 * <pre>
 * all slots are taken              an idle connection is closed: the longest idle one of the peer
 *                                  with the most connections; if none is idle, the new connection
 *                                  waits in the system's queue
 * the peer has its maximum         this peer's longest idle connection is closed; if none is idle,
 *                                  the new connection is closed
 * the system has no more files     an idle connection is closed; if none is idle, or if that did
 *                                  not help, accepting is tried again after {@link #RETRY}
 * </pre>
 */
public final class Listener {

  /** What is served on a connection. */
  @FunctionalInterface
  public interface Use {

    /**
     * The {@link System#nanoTime} at which the connection became idle; empty while it is in use.
     */
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

  /**
   * Pause after a failed accept. Without it, the selector would report the same connection again at
   * once.
   */
  private static final Duration RETRY = Duration.ofMillis(200);

  private final ServerSocketChannel channel;
  private final InetSocketAddress address;

  /** Accepts connections. */
  private final SelectorLoop loop;

  private final Duration writeTimeout;
  private final CompletableFuture<Void> free = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** This field and those below are used by the accepting loop's thread only. */
  private final ConnectionSlots slots;

  private final ServingLoops serving;

  private SelectionKey key;

  /** The system has no more file descriptors. Accepting resumes only when the retry is due. */
  private boolean shortOfFiles;

  /** An idle connection was closed, and no connection has been accepted since. */
  private boolean madeRoom;

  private boolean unbound;

  private Listener(
      ServerSocketChannel channel,
      SelectorLoop loop,
      ServingLoops serving,
      int maxConnections,
      Duration writeTimeout)
      throws IOException {
    this.channel = channel;
    this.address = (InetSocketAddress) channel.getLocalAddress();
    this.loop = loop;
    this.serving = serving;
    this.slots = new ConnectionSlots(maxConnections);
    this.writeTimeout = writeTimeout;
    loop.ended().whenComplete((done, broken) -> stopped(broken));
    serving.ended().whenComplete((done, broken) -> loop.execute(() -> servingEnded(broken)));
  }

  /**
   * Binds the port. Connections wait in the system's queue until {@link #accept} is called.
   *
   * @param backlog connections that may wait to be accepted, at least 1; the system has its own
   *     limit
   * @param maxConnections open connections, at least 1
   * @param writeTimeout a connection whose peer accepts no written bytes for this long is aborted
   * @throws IOException if the port cannot be bound
   */
  public static Listener bind(
      InetSocketAddress address, int backlog, int maxConnections, Duration writeTimeout)
      throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.bind(address, backlog);
      channel.configureBlocking(false);
      return over(channel, maxConnections, writeTimeout);
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
  }

  private static Listener over(
      ServerSocketChannel channel, int maxConnections, Duration writeTimeout) throws IOException {
    String name = "switchgear-tcp-" + channel.socket().getLocalPort();
    ServingLoops serving = ServingLoops.start(name);
    try {
      return new Listener(channel, new SelectorLoop(name), serving, maxConnections, writeTimeout);
    } catch (IOException | RuntimeException failed) {
      serving.end();
      throw failed;
    }
  }

  /** The bound address, with the actual port. */
  public InetSocketAddress address() {
    return address;
  }

  /**
   * Starts accepting connections. May be called once.
   *
   * @param executor runs the service for each accepted connection
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
   * Releases the port. Open connections continue; the threads end with the last of them. A second
   * call does nothing.
   *
   * @return completes when the port is free; completes on the thread that accepts connections
   */
  public CompletionStage<Void> unbind() {
    loop.execute(
        () -> {
          unbound = true;
          releasePort();
          endIfLastClosed();
        });
    return free;
  }

  private void releasePort() {
    try {
      channel.close();
      loop.deregisterClosed();
    } catch (IOException failed) {
      LOG.warn("the port could not be closed cleanly", failed);
    }
    free.complete(null);
  }

  private void servingEnded(Throwable broken) {
    if (broken != null) {
      unbound = true;
      stopped(broken);
    }
    loop.end();
  }

  /** After a failure, the system must refuse connections that no thread would serve. */
  private void stopped(Throwable broken) {
    releasePort();
    if (broken == null) {
      ended.complete(null);
    } else {
      ended.completeExceptionally(broken);
    }
  }

  /**
   * Completes when the port is released and the last connection is closed. Fails if a thread that
   * serves connections has failed.
   */
  public CompletionStage<Void> ended() {
    return ended;
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
      // One at a time: only if one waits may room be made for it.
      if (slots.isFull() && !makeRoom(slots.longestIdle())) {
        LIMITED.warn("all connections are in use", () -> "new connections wait until one closes");
        pause();
        return;
      }
      try {
        SocketChannel accepted = channel.accept();
        if (accepted != null) {
          madeRoom = false;
          open(accepted);
        }
      } catch (IOException refused) {
        LIMITED.warn(
            "a connection was not accepted",
            () -> "%s; the next try is in %d ms".formatted(refused.getMessage(), RETRY.toMillis()));
        if (madeRoom || !makeRoom(slots.longestIdle())) {
          shortOfFiles = true;
          pause();
        } else {
          key.interestOps(0); // until the idle connection has closed
        }
      }
    }

    @Override
    public void failed(Throwable bug) {
      pause();
    }

    private void open(SocketChannel accepted) throws IOException {
      Peer peer;
      try {
        accepted.configureBlocking(false);
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        peer = Peer.of(((InetSocketAddress) accepted.getRemoteAddress()).getAddress());
      } catch (IOException | RuntimeException gone) {
        accepted.close();
        LOG.debug("a connection closed before it was served", gone);
        return;
      }
      if (slots.isAtPeerLimit(peer) && !makeRoom(slots.longestIdle(peer))) {
        accepted.close();
        LIMITED.warn(
            "a connection was closed",
            () -> "its peer has the maximum number of connections, and none of them is idle");
        return;
      }
      Socket socket =
          new Socket(accepted, peer, serving.take(), gone -> loop.execute(() -> closed(gone)));
      slots.take(socket);
      try {
        executor.execute(() -> serve(socket));
      } catch (RejectedExecutionException ending) {
        LOG.debug("a connection arrived while the server was stopping", ending);
        socket.close(true);
      } catch (RuntimeException | Error bug) {
        socket.close(true);
        throw bug;
      }
    }

    private void serve(Socket socket) {
      try {
        socket.usedAs(service.serve(Flow.fromGraph(new SocketStage(socket, writeTimeout))));
      } catch (RuntimeException bug) {
        LOG.error("a connection could not be served", bug);
        socket.close(true);
      } catch (Error broken) {
        socket.close(true);
        throw broken;
      }
    }

    /** The slot is free at once, and the connection closes soon. */
    private boolean makeRoom(Optional<Socket> idle) {
      idle.ifPresent(slots::free);
      idle.ifPresent(Socket::evict);
      madeRoom = idle.isPresent();
      return madeRoom;
    }
  }

  /** Stops accepting for {@link #RETRY}. */
  private void pause() {
    key.interestOps(0);
    CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> loop.execute(this::resume));
  }

  private void resume() {
    shortOfFiles = false;
    acceptAgain();
  }

  private void acceptAgain() {
    if (!unbound && !shortOfFiles) {
      key.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  private void closed(Socket socket) {
    slots.free(socket);
    serving.free(socket.loop());
    acceptAgain();
    endIfLastClosed();
  }

  private void endIfLastClosed() {
    if (unbound && slots.isEmpty()) {
      serving.end();
    }
  }
}
