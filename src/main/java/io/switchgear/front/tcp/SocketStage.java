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
 * One connection: what is put in is written, what is read comes out.
 *
 * <pre>
 * end of what is put in    the connection closes, once everything is written
 * failure of it            the connection is aborted (RST)
 * the other side's end     ends what comes out; writing goes on
 * nobody reads any more    the connection closes, once what is under way is written; after a
 *                          failure it is aborted
 * the connection breaks    both fail
 * the other side takes     the connection is aborted, also one that is closing
 * nothing for too long
 * </pre>
 */
final class SocketStage extends GraphStage<FlowShape<ByteString, ByteString>> {

  private final Inlet<ByteString> toWrite = Inlet.create("toWrite");
  private final Outlet<ByteString> read = Outlet.create("read");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(toWrite, read);
  private final Socket socket;
  private final Duration patience;

  /**
   * @param socket closed by the stage; so it is run at most once
   * @param patience with another side that takes nothing of what is written
   */
  SocketStage(Socket socket, Duration patience) {
    this.socket = socket;
    this.patience = patience;
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

    /** Read, and not yet asked for. */
    private final Queue<ByteString> waiting = new ArrayDeque<>();

    /** Put in, and not yet written. */
    private Unwritten unwritten = Unwritten.NOTHING;

    /** The other side did not take everything; it has until the timer rings. */
    private boolean held;

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
              unwritten = Unwritten.of(grab(toWrite));
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
                give(next);
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
      AsyncCallback<ByteString> came = createAsyncCallback(this::came);
      AsyncCallback<Boolean> ended = createAsyncCallback(unused -> ended());
      AsyncCallback<IOException> broke = createAsyncCallback(this::failStage);
      AsyncCallback<Boolean> writable = createAsyncCallback(unused -> write());
      socket.open(
          new Socket.Reader() {
            @Override
            public void came(ByteString bytes) {
              came.invoke(bytes);
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

    private void came(ByteString bytes) {
      if (isClosed(read)) {
        socket.taken();
      } else if (isAvailable(read)) {
        give(bytes);
      } else {
        waiting.add(bytes);
      }
    }

    private void give(ByteString bytes) {
      push(read, bytes);
      socket.taken();
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
        if (any || !held) {
          scheduleOnce(STALLED, patience);
        }
        held = true;
        socket.awaitRoom();
        return;
      }
      if (held) {
        held = false;
        cancelTimer(STALLED);
      }
      unwritten = Unwritten.NOTHING;
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
        // Both ends may be closed by now, which must not stop the stage.
        setKeepGoing(true);
      }
    }

    @Override
    public void onTimer(Object stalled) {
      abort = true;
      failStage(new IOException("the other side took nothing for " + patience));
    }
  }
}
