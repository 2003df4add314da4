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
 * Hands the HTTP parser what was read, in portions that it can take, each when the parser asks for
 * it. Stands between TLS and HTTP, for encrypted and plain connections alike.
 *
 * <p><b>Not too many messages.</b> Pekko's parser calls itself once for each message that ends in
 * what it is given. Each message has an empty line, after its head, so a portion has at most
 * {@value #MAX_EMPTY_LINES} of these.
 *
 * <p><b>Not too many small reads.</b> The parser keeps an unfinished line, or chunk, as a list of
 * the portions that it came in. It reads an unfinished line again with each portion, and finds each
 * byte by a walk through the list, so a line of 8 KB that comes byte by byte costs minutes of
 * processor time. Between two answers {@value #FREE_READS} reads are handed over as they come, and
 * one more for each {@value #BYTES_OF_A_READ} bytes. Beyond that reads are collected, until they
 * are {@value #COLLECTED_BYTES} bytes or a pause is over, which grows each time.
 *
 * <p>Ordinary requests and bodies pass as they are.
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
   * How many of the bytes make a portion: all, or up to the last empty line that is allowed.
   *
   * @param bytes looked at from {@code from} on
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

    /** May be handed over; those from {@code next} on are not yet. */
    private byte[] ready = NOTHING;

    private int next;

    /** Read, but held back. */
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream(0);

    /** Reads that may be handed over as they come. */
    private int free = FREE_READS;

    /** Pauses since the last answer. */
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
                // That TLS ended out of turn, which the end of the reads tells as well.
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
        // The pause ended while this was asked for. The parser takes it when it is done.
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
        // A connection that waits does not keep its last read.
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
