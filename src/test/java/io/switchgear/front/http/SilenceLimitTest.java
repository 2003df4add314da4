package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes a connection, and how long it may be silent. */
class SilenceLimitTest {

  private static final Duration LIMIT = Duration.ofMillis(50);
  private static final ByteString BYTE = ByteString.fromString("x");
  private static final ActorTestKit KIT = ActorTestKit.create();

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  private static BidiFlow<ByteString, ByteString, ByteString, ByteString, ?> limited(Duration at) {
    return BidiFlow.fromGraph(new SilenceLimit(at));
  }

  @Test
  void bytesPassBothWaysAndTheEndsAreOfTheirWay() {
    // What is sent comes back as what is received.
    CompletableFuture<String> echoed =
        Source.range(1, 100)
            .map(number -> ByteString.fromString(number + ","))
            .via(limited(Duration.ofHours(1)).join(Flow.of(ByteString.class)))
            .runWith(Sink.fold("", (text, bytes) -> text + bytes.utf8String()), KIT.system())
            .toCompletableFuture();
    String text = Await.result("the bytes", echoed);
    assertTrue(text.startsWith("1,2,3,") && text.endsWith(",99,100,"), text);
  }

  /** Each byte, whichever way it goes, begins the time anew. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void aSilentConnectionFails(int bytes) {
    var parts =
        Source.<ByteString>queue(16)
            .via(limited(LIMIT).join(Flow.of(ByteString.class)))
            .toMat(Sink.seq(), Keep.both())
            .run(KIT.system());
    BoundedSourceQueue<ByteString> queue = parts.first();
    long moved = System.nanoTime();
    for (int number = 0; number < bytes; number++) {
      moved = System.nanoTime();
      queue.offer(BYTE);
    }
    CompletableFuture<?> ended = parts.second().toCompletableFuture();
    Await.until("the failure", ended::isDone);
    assertTrue(System.nanoTime() - moved >= LIMIT.toNanos());
    CompletionException failed = assertThrows(CompletionException.class, ended::join);
    TimeoutException silence = assertInstanceOf(TimeoutException.class, failed.getCause());
    assertEquals("no byte has moved for PT0.05S", silence.getMessage());
  }
}
