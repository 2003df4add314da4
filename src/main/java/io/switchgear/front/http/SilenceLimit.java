package io.switchgear.front.http;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Passes bytes both ways, and fails with a {@link TimeoutException} when none has moved for a time.
 *
 * <p>Pekko's {@code bidirectionalIdleTimeout} looks at each connection every second, so 10,000 of
 * them take a sixth of the processor time of a loaded server. This one looks when the time may be
 * over.
 */
final class SilenceLimit
    extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {

  private final Inlet<ByteString> answers = Inlet.create("answers");
  private final Outlet<ByteString> toSend = Outlet.create("toSend");
  private final Inlet<ByteString> received = Inlet.create("received");
  private final Outlet<ByteString> requests = Outlet.create("requests");
  private final BidiShape<ByteString, ByteString, ByteString, ByteString> shape =
      new BidiShape<>(answers, toSend, received, requests);
  private final Duration limit;

  /**
   * @param limit the longest silence
   */
  SilenceLimit(Duration limit) {
    this.limit = limit;
  }

  @Override
  public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {

    private static final String LOOK = "look";

    private long movedAt = System.nanoTime();

    Logic() {
      super(shape);
      pass(answers, toSend);
      pass(received, requests);
    }

    private void pass(Inlet<ByteString> from, Outlet<ByteString> to) {
      setHandler(
          from,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              movedAt = System.nanoTime();
              push(to, grab(from));
            }

            @Override
            public void onUpstreamFinish() {
              complete(to);
            }
          });
      setHandler(
          to,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              pull(from);
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
              cancel(from, cause);
            }
          });
    }

    @Override
    public void preStart() {
      scheduleOnce(LOOK, limit);
    }

    @Override
    public void onTimer(Object key) {
      Duration left = limit.minusNanos(System.nanoTime() - movedAt);
      if (left.isPositive()) {
        scheduleOnce(LOOK, left);
      } else {
        failStage(new TimeoutException("no byte has moved for " + limit));
      }
    }
  }
}
