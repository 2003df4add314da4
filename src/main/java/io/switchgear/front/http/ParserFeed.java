package io.switchgear.front.http;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import javax.net.ssl.SSLSession;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.TLSProtocol.SessionBytes;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Passes the bytes that were read to the HTTP parser, in portions that it can process safely, when
 * it pulls. It sits between TLS and HTTP, for encrypted and plain connections.
 *
 * <p><b>Number of messages.</b> Pekko's parser recurses once for each message that ends within a
 * portion. Each message contains an empty line after its head, so a portion has at most {@value
 * #MAX_EMPTY_LINES} empty lines.
 *
 * <p><b>Number of small reads.</b> The parser keeps an unfinished line or chunk as a list of
 * portions. With each portion it reads the unfinished line again and finds each byte by walking the
 * list, so an 8 KB line that arrives byte by byte takes minutes of processor time. Between two
 * responses, {@value #FREE_READS} reads are passed on at once, plus one for each {@value
 * #BYTES_OF_A_READ} bytes. Further reads are collected until they have {@value #COLLECTED_BYTES}
 * bytes or a pause ends. The pause grows each time.
 *
 * <p>Ordinary requests and bodies pass unchanged.
 */
final class ParserFeed
    extends GraphStage<BidiShape<SslTlsOutbound, SslTlsOutbound, SslTlsInbound, SslTlsInbound>> {

  static final int MAX_EMPTY_LINES = 16;
  private static final int FREE_READS = 64;
  private static final int BYTES_OF_A_READ = 128;
  private static final int COLLECTED_BYTES = 1024;
  private static final Duration PAUSE = Duration.ofMillis(10);

  private static final byte[] NOTHING = {};

  private final Inlet<SslTlsOutbound> answers = Inlet.create("answers");
  private final Outlet<SslTlsOutbound> toSend = Outlet.create("toSend");
  private final Inlet<SslTlsInbound> reads = Inlet.create("reads");
  private final Outlet<SslTlsInbound> portions = Outlet.create("portions");
  private final BidiShape<SslTlsOutbound, SslTlsOutbound, SslTlsInbound, SslTlsInbound> shape =
      new BidiShape<>(answers, toSend, reads, portions);

  @Override
  public BidiShape<SslTlsOutbound, SslTlsOutbound, SslTlsInbound, SslTlsInbound> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  /**
   * The length of the next portion: all bytes, or up to the last empty line that is allowed.
   *
   * @param bytes examined from {@code from} on
   */
  private static int portion(byte[] bytes, int from) {
    int emptyLines = 0;
    int lineStart = from;
    for (int at = from; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        boolean empty = at == lineStart || at == lineStart + 1 && bytes[lineStart] == '\r';
        if (empty && ++emptyLines == MAX_EMPTY_LINES) {
          return at + 1 - from;
        }
        lineStart = at + 1;
      }
    }
    return bytes.length - from;
  }

  private final class Logic extends TimerGraphStageLogic {

    private static final String PAUSE_OVER = "pauseOver";

    private SSLSession session;

    /** Bytes to be passed on; those from {@code next} on are still pending. */
    private byte[] ready = NOTHING;

    private int next;

    /** Bytes that were read but are held back. */
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream(0);

    /** The number of reads that may still be passed on at once. */
    private int free = FREE_READS;

    /** The number of pauses since the last response. */
    private int pauses;

    Logic() {
      super(shape);
      setHandler(
          answers,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              free = FREE_READS;
              pauses = 0;
              push(toSend, grab(answers));
            }

            @Override
            public void onUpstreamFinish() {
              complete(toSend);
            }

            @Override
            public void onUpstreamFailure(Throwable cause) {
              fail(toSend, cause);
            }
          });
      setHandler(
          toSend,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              pull(answers);
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
              cancel(answers, cause);
            }
          });
      setHandler(
          reads,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              if (grab(reads) instanceof SessionBytes read) {
                take(read);
              } else {
                // A truncation of the TLS session, which the completion of the reads signals as
                // well.
                pull(reads);
              }
            }

            @Override
            public void onUpstreamFinish() {
              if (collected.size() > 0 && isAvailable(portions)) {
                handOverCollected();
              } else {
                completeIfEmpty();
              }
            }

            @Override
            public void onUpstreamFailure(Throwable cause) {
              fail(portions, cause);
            }
          });
      setHandler(
          portions,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              if (ready.length > 0) {
                handOver();
              } else if (collected.size() > 0) {
                handOverCollected();
              } else if (!hasBeenPulled(reads)) {
                pull(reads);
              }
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
              cancel(reads, cause);
            }
          });
    }

    private void take(SessionBytes read) {
      session = read.session();
      byte[] bytes = read.bytes().toArrayUnsafe();
      if (!isAvailable(portions)) {
        // The pause ended before this read arrived. The parser receives it with its next pull.
        collected.writeBytes(bytes);
        return;
      }
      free = Math.min(FREE_READS, free + bytes.length / BYTES_OF_A_READ);
      if (collected.size() == 0 && free > 0) {
        free--;
        ready = bytes;
        handOver();
        return;
      }
      if (collected.size() == 0) {
        pauses++;
        scheduleOnce(PAUSE_OVER, PAUSE.multipliedBy(pauses));
      }
      collected.writeBytes(bytes);
      if (collected.size() >= COLLECTED_BYTES) {
        pauses--;
        handOverCollected();
      } else {
        pull(reads);
      }
    }

    @Override
    public void onTimer(Object pauseOver) {
      if (isAvailable(portions)) {
        handOverCollected();
      }
    }

    private void handOverCollected() {
      cancelTimer(PAUSE_OVER);
      ready = collected.toByteArray();
      collected.reset();
      handOver();
    }

    private void handOver() {
      int length = portion(ready, next);
      ByteString portion = ByteString.fromArrayUnsafe(ready, next, length);
      next += length;
      if (next == ready.length) {
        // An idle connection must not retain its last read.
        ready = NOTHING;
        next = 0;
      }
      push(portions, new SessionBytes(session, portion));
      completeIfEmpty();
    }

    private void completeIfEmpty() {
      if (isClosed(reads) && ready.length == 0 && collected.size() == 0) {
        complete(portions);
      }
    }
  }
}
