package io.switchgear.front.tcp;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An accepted connection. The loop's thread reads what comes, ahead of its reader by a bounded
 * number of reads; the reader's thread writes.
 */
final class Socket implements SelectorLoop.Ready {

  private static final Logger LOG = LoggerFactory.getLogger(Socket.class);

  /**
   * Reads that may wait for the reader. With one, each read would have to stop the loop from
   * waiting for the next and the reader to start it again, at the price of two system calls and a
   * wake-up.
   */
  private static final int AHEAD = 2;

  /** Whom the loop's thread tells; it must not block or throw. */
  interface Reader {
    void came(ByteString bytes);

    /** The other side sends no more. */
    void ended();

    void broke(IOException cause);

    /** What could not be written may be tried again. */
    void writable();
  }

  private final SocketChannel channel;
  private final Peer peer;
  private final SelectorLoop loop;
  private final Consumer<Socket> closed;
  private final AtomicInteger unread = new AtomicInteger();

  /** Both of the loop's thread. */
  private SelectionKey key;

  private boolean over;
  private Reader reader;

  /** Null until it is served. */
  private volatile Listener.Use use;

  private final long acceptedAt = System.nanoTime();

  /**
   * @param closed run once, by the loop's thread
   */
  Socket(SocketChannel channel, Peer peer, SelectorLoop loop, Consumer<Socket> closed) {
    this.channel = channel;
    this.peer = peer;
    this.loop = loop;
    this.closed = closed;
  }

  Peer peer() {
    return peer;
  }

  void usedAs(Listener.Use known) {
    use = known;
  }

  /** See {@link Listener.Use}; empty until it is served. */
  OptionalLong idleSince() {
    return use == null ? OptionalLong.empty() : use.idleSince();
  }

  /** The same; until it is served, since it was accepted. */
  OptionalLong idleOrWaitingSince() {
    return use == null ? OptionalLong.of(acceptedAt) : use.idleSince();
  }

  /** Begins to read; at most once. */
  void open(Reader told) {
    loop.execute(
        () -> {
          reader = told;
          try {
            key = channel.register(loop.selector(), SelectionKey.OP_READ, this);
          } catch (ClosedChannelException gone) {
            reader.ended();
          }
        });
  }

  /** The reader has taken one read. */
  void taken() {
    if (unread.getAndDecrement() == AHEAD) {
      loop.execute(() -> key.interestOpsOr(SelectionKey.OP_READ));
    }
  }

  /**
   * Writes what the system takes at once.
   *
   * @return whether it took anything
   */
  boolean write(Unwritten bytes) throws IOException {
    return bytes.writeTo(channel);
  }

  /** Asks to be told when there is room for more. */
  void awaitRoom() {
    loop.execute(() -> key.interestOpsOr(SelectionKey.OP_WRITE));
  }

  /**
   * Closes; what was written is still sent. Does nothing the second time.
   *
   * @param abort whether the other side is to see that it ended out of turn
   */
  void close(boolean abort) {
    loop.execute(() -> closeNow(abort));
  }

  /** Makes room for another. Called by the loop's thread. */
  void giveWay() {
    closeNow(false);
    if (reader != null) {
      reader.broke(new IOException("the connection was idle, and gave way to another"));
    }
  }

  private void closeNow(boolean abort) {
    if (over) {
      return;
    }
    over = true;
    try (channel) {
      if (abort) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException failed) {
      LOG.debug("a connection did not close in order", failed);
    }
    closed.accept(this);
  }

  @Override
  public void failed(Throwable bug) {
    closeNow(true);
    if (reader != null) {
      reader.broke(new IOException("the connection could not be read", bug));
    }
  }

  @Override
  public void ready() {
    int ready = key.readyOps();
    if ((ready & SelectionKey.OP_WRITE) != 0) {
      key.interestOpsAnd(~SelectionKey.OP_WRITE);
      reader.writable();
    }
    if ((ready & SelectionKey.OP_READ) != 0) {
      read();
    }
  }

  private void read() {
    ByteBuffer buffer = loop.buffer();
    try {
      int read = channel.read(buffer);
      if (read > 0) {
        byte[] bytes = new byte[read];
        buffer.flip().get(bytes);
        if (unread.incrementAndGet() == AHEAD) {
          key.interestOpsAnd(~SelectionKey.OP_READ);
        }
        reader.came(ByteString.fromArrayUnsafe(bytes));
      } else if (read < 0) {
        key.interestOpsAnd(~SelectionKey.OP_READ);
        reader.ended();
      }
    } catch (IOException broken) {
      key.cancel();
      reader.broke(broken);
    }
  }
}
