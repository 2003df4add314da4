package io.switchgear.front.http.sse;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * A stream of server-sent events. It polls its source when the reader requests a frame, so a slow
 * reader holds events back at the source, and it sends a comment after a silence. A single stage
 * does both, because thousands of streams may be open at once.
 */
public final class SseStage extends GraphStage<SourceShape<ByteString>> {

  private static final ByteString KEEP_ALIVE = ByteString.fromString(": keepalive\n\n");

  private final SseSource source;
  private final Duration keepAlive;
  private final Outlet<ByteString> out = Outlet.create("SseStage.out");
  private final SourceShape<ByteString> shape = SourceShape.of(out);

  /**
   * @param source used by this stream only
   * @param keepAlive the longest silence while the reader keeps up
   */
  public SseStage(SseSource source, Duration keepAlive) {
    this.source = source;
    this.keepAlive = keepAlive;
  }

  @Override
  public SourceShape<ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inheritedAttributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {

    private final AsyncCallback<Done> news = createAsyncCallback(ignored -> onNews());

    /** Whether a notification is pending. A burst of events causes one notification. */
    private final AtomicBoolean notified = new AtomicBoolean();

    private long lastPush = System.nanoTime();

    Logic() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              pushNext();
            }

            @Override
            public void onDownstreamFinish(Throwable cause) throws Exception {
              source.readerGone();
              super.onDownstreamFinish(cause);
            }
          });
    }

    @Override
    public void preStart() {
      source.opened(this::notifyOnce);
      scheduleOnce(KEEP_ALIVE, keepAlive);
    }

    @Override
    public void postStop() {
      source.closed();
    }

    private void notifyOnce() {
      if (notified.compareAndSet(false, true)) {
        news.invoke(Done.getInstance());
      }
    }

    private void onNews() {
      notified.set(false);
      pushNext();
    }

    /** Uses one timer that may fire early, because restarting it for each event would cost more. */
    @Override
    public void onTimer(Object key) {
      Duration silent = Duration.ofNanos(System.nanoTime() - lastPush);
      boolean due = silent.compareTo(keepAlive) >= 0;
      if (due && isAvailable(out)) {
        send(KEEP_ALIVE);
      }
      scheduleOnce(KEEP_ALIVE, due ? keepAlive : keepAlive.minus(silent));
    }

    private void send(ByteString frame) {
      lastPush = System.nanoTime();
      push(out, frame);
    }

    private void pushNext() {
      if (isAvailable(out)) {
        Optional<ByteString> frame = source.poll();
        frame.ifPresent(this::send);
      }
      if (source.isOver()) {
        complete(out);
      }
    }
  }
}
