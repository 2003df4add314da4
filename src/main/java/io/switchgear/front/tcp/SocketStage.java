package io.switchgear.front.tcp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SubscriptionWithCancelException;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * One connection as a stage: the inlet is written to the socket, the outlet emits what was read.
 *
 * <pre>
 * upstream completes         the connection closes after everything is written
 * upstream fails             the connection is aborted (RST)
 * peer closes its side       the outlet completes; writing continues
 * downstream cancels         the connection closes after pending bytes are written; if it cancels
 *                            with a failure, the connection is aborted
 * connection breaks          inlet and outlet fail
 * peer accepts no bytes      the connection is aborted, even while it is closing
 * for the write timeout
 * </pre>
 */
final class SocketStage extends GraphStage<FlowShape<ByteString, ByteString>> {

  private final Inlet<ByteString> toWrite = Inlet.create("toWrite");
  private final Outlet<ByteString> read = Outlet.create("read");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(toWrite, read);
  private final Socket socket;
  private final Duration writeTimeout;

  /**
   * @param socket the stage closes it, so the stage can be materialized once
   * @param writeTimeout the maximum time without the peer accepting any bytes
   */
  SocketStage(Socket socket, Duration writeTimeout) {
    this.socket = socket;
    this.writeTimeout = writeTimeout;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {

    private static final String STALLED = "stalled";

    /** Chunks that were read but not yet pulled. */
    private final Queue<ByteString> waiting = new ArrayDeque<>();

    /** Bytes grabbed from the inlet but not yet written. */
    private PendingWrite unwritten = PendingWrite.NOTHING;

    /** The last write was partial, and the stall timer is running. */
    private boolean stalled;

    private boolean peerEnded;
    private boolean closing;
    private boolean abort;

    Logic() {
      super(shape);
      setHandler(
          toWrite,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              unwritten = PendingWrite.of(grab(toWrite));
              write();
            }

            @Override
            public void onUpstreamFinish() {
              closeOnceWritten();
            }

            @Override
            public void onUpstreamFailure(Throwable cause) {
              abort = true;
              failStage(cause);
            }
          });
      setHandler(
          read,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              ByteString next = waiting.poll();
              if (next != null) {
                emit(next);
              }
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
              if (cause instanceof SubscriptionWithCancelException.NonFailureCancellation) {
                closeOnceWritten();
              } else {
                abort = true;
                failStage(cause);
              }
            }
          });
    }

    @Override
    public void preStart() {
      AsyncCallback<ByteString> received = createAsyncCallback(this::received);
      AsyncCallback<Boolean> ended = createAsyncCallback(unused -> ended());
      AsyncCallback<IOException> broke = createAsyncCallback(this::failStage);
      AsyncCallback<Boolean> writable = createAsyncCallback(unused -> write());
      socket.open(
          new Socket.Reader() {
            @Override
            public void received(ByteString bytes) {
              received.invoke(bytes);
            }

            @Override
            public void ended() {
              ended.invoke(true);
            }

            @Override
            public void broke(IOException cause) {
              broke.invoke(cause);
            }

            @Override
            public void writable() {
              writable.invoke(true);
            }
          });
      pull(toWrite);
    }

    @Override
    public void postStop() {
      socket.close(abort);
    }

    private void received(ByteString bytes) {
      if (isClosed(read)) {
        socket.consumed();
      } else if (isAvailable(read)) {
        emit(bytes);
      } else {
        waiting.add(bytes);
      }
    }

    private void emit(ByteString bytes) {
      push(read, bytes);
      socket.consumed();
      completeIfRead();
    }

    private void ended() {
      peerEnded = true;
      completeIfRead();
    }

    private void completeIfRead() {
      if (peerEnded && waiting.isEmpty() && !isClosed(read)) {
        complete(read);
      }
    }

    private void write() {
      boolean any;
      try {
        any = socket.write(unwritten);
      } catch (IOException broken) {
        failStage(broken);
        return;
      }
      if (!unwritten.isEmpty()) {
        if (any || !stalled) {
          scheduleOnce(STALLED, writeTimeout);
        }
        stalled = true;
        socket.awaitRoom();
        return;
      }
      if (stalled) {
        stalled = false;
        cancelTimer(STALLED);
      }
      unwritten = PendingWrite.NOTHING;
      if (closing) {
        completeStage();
      } else if (!isClosed(toWrite) && !hasBeenPulled(toWrite)) {
        pull(toWrite);
      }
    }

    private void closeOnceWritten() {
      if (unwritten.isEmpty()) {
        completeStage();
      } else {
        closing = true;
        // Both ports may be closed now. That must not stop the stage before the bytes are written.
        setKeepGoing(true);
      }
    }

    @Override
    public void onTimer(Object stalled) {
      abort = true;
      failStage(new IOException("the peer accepted no bytes for " + writeTimeout));
    }
  }
}
