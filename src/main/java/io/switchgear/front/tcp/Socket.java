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
 * An accepted connection. The thread of its loop reads a bounded number of chunks ahead of the
 * reader. The reader's thread writes.
 */
final class Socket implements SelectorLoop.Ready {

  private static final Logger LOG = LoggerFactory.getLogger(Socket.class);

  /**
   * Chunks that may wait for the reader. With only one, every read would remove and restore the
   * read interest, which costs two system calls and a wake-up.
   */
  private static final int READ_AHEAD = 2;

  /** Receives what the loop's thread reads. Its methods must not block or throw. */
  interface Reader {
    void received(ByteString bytes);

    /** The peer has closed its sending side. */
    void ended();

    void broke(IOException cause);

    /** The channel accepts bytes again after a partial write. */
    void writable();
  }

  private final SocketChannel channel;
  private final Peer peer;
  private final SelectorLoop loop;
  private final Consumer<Socket> closed;
  private final AtomicInteger unread = new AtomicInteger();

  /** Used by the loop's thread only. */
  private SelectionKey key;

  private boolean closeStarted;
  private Reader reader;

  /** Null until the connection is served. */
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

  /** The loop that reads from it. */
  SelectorLoop loop() {
    return loop;
  }

  void usedAs(Listener.Use known) {
    use = known;
  }

  /** See {@link Listener.Use}; empty until the connection is served. */
  OptionalLong idleSince() {
    return use == null ? OptionalLong.empty() : use.idleSince();
  }

  /**
   * See {@link Listener.Use}; before the connection is served, the time at which it was accepted.
   */
  OptionalLong idleOrWaitingSince() {
    return use == null ? OptionalLong.of(acceptedAt) : use.idleSince();
  }

  /** Starts reading. May be called once. */
  void open(Reader target) {
    loop.execute(
        () -> {
          reader = target;
          try {
            key = channel.register(loop.selector(), SelectionKey.OP_READ, this);
          } catch (ClosedChannelException gone) {
            reader.ended();
          }
        });
  }

  /** The reader has consumed one chunk. */
  void consumed() {
    if (unread.getAndDecrement() == READ_AHEAD) {
      loop.execute(() -> key.interestOpsOr(SelectionKey.OP_READ));
    }
  }

  /**
   * Writes as many bytes as the system accepts without blocking.
   *
   * @return whether any bytes were written
   */
  boolean write(PendingWrite bytes) throws IOException {
    return bytes.writeTo(channel);
  }

  /** Requests {@link Reader#writable} when the channel accepts bytes again. */
  void awaitRoom() {
    loop.execute(() -> key.interestOpsOr(SelectionKey.OP_WRITE));
  }

  /**
   * Closes the connection. Bytes already written are still sent. A second call does nothing.
   *
   * @param abort whether to send RST instead of FIN
   */
  void close(boolean abort) {
    loop.execute(() -> closeNow(abort));
  }

  /**
   * Closes the connection to free its slot. Its file descriptor is free when the close is told.
   * Called by any thread.
   */
  void evict() {
    loop.execute(
        () -> {
          if (!shut(false)) {
            return;
          }
          if (reader != null) {
            reader.broke(
                new IOException("the idle connection was closed to make room for another"));
          }
          loop.deregisterClosed();
          closed.accept(this);
        });
  }

  private void closeNow(boolean abort) {
    if (shut(abort)) {
      closed.accept(this);
    }
  }

  /** Closes the channel; false if that was done before. */
  private boolean shut(boolean abort) {
    if (closeStarted) {
      return false;
    }
    closeStarted = true;
    try (channel) {
      if (abort) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException failed) {
      LOG.debug("a connection could not be closed cleanly", failed);
    }
    return true;
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
        if (unread.incrementAndGet() == READ_AHEAD) {
          key.interestOpsAnd(~SelectionKey.OP_READ);
        }
        reader.received(ByteString.fromArrayUnsafe(bytes));
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
