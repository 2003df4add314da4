package io.switchgear.front.http;

import java.time.Duration;
import java.util.Optional;
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
 * An {@link EventFeed} as a stream that ends after the answer, with a comment now and then while
 * there is nothing to tell. One stage does it all, as thousands of these wait at once.
 */
final class McpEventStream extends GraphStage<SourceShape<ByteString>> {

  /** What becomes of a stream; called on its own thread. */
  interface Course {
    void began();

    /** It is no longer wanted before its end. */
    void readerGone();

    /** After all else. */
    void ended();
  }

  private static final ByteString KEEP_ALIVE = ByteString.fromString(": keepalive\n\n");

  private final EventFeed feed;
  private final Duration keepAlive;
  private final Course course;
  private final Outlet<ByteString> out = Outlet.create("EventStream.out");
  private final SourceShape<ByteString> shape = SourceShape.of(out);

  /**
   * @param keepAlive the longest silence, but for the time until the reader takes more
   */
  McpEventStream(EventFeed feed, Duration keepAlive, Course course) {
    this.feed = feed;
    this.keepAlive = keepAlive;
    this.course = course;
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

    private final AsyncCallback<Done> news = createAsyncCallback(ignored -> pushNext());
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
              course.readerGone();
              super.onDownstreamFinish(cause);
            }
          });
    }

    @Override
    public void preStart() {
      course.began();
      feed.onNews(() -> news.invoke(Done.getInstance()));
      scheduleOnce(KEEP_ALIVE, keepAlive);
    }

    @Override
    public void postStop() {
      course.ended();
    }

    /** One timer at a time, that comes late rather than being set anew with every event. */
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
        Optional<ByteString> frame = feed.poll();
        frame.ifPresent(this::send);
      }
      if (feed.isOver()) {
        complete(out);
      }
    }
  }
}
