package io.switchgear.http;

import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/** An {@link EventFeed} as a stream that ends after the answer. */
final class EventStream extends GraphStage<SourceShape<ByteString>> {

  private final EventFeed feed;
  private final Runnable readerGone;
  private final Outlet<ByteString> out = Outlet.create("EventStream.out");
  private final SourceShape<ByteString> shape = SourceShape.of(out);

  /**
   * @param readerGone called if the stream is no longer wanted before its end
   */
  EventStream(EventFeed feed, Runnable readerGone) {
    this.feed = feed;
    this.readerGone = readerGone;
  }

  @Override
  public SourceShape<ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inheritedAttributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {

    private final AsyncCallback<Done> news = createAsyncCallback(ignored -> pushNext());

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
              readerGone.run();
              super.onDownstreamFinish(cause);
            }
          });
    }

    @Override
    public void preStart() {
      feed.onNews(() -> news.invoke(Done.getInstance()));
    }

    private void pushNext() {
      if (isAvailable(out)) {
        Optional<ByteString> frame = feed.poll();
        frame.ifPresent(present -> push(out, present));
      }
      if (feed.isOver()) {
        complete(out);
      }
    }
  }
}
