package io.switchgear.front.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.switchgear.testing.Await;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WrittenSourceTest {

  private static ActorSystem<Void> system;

  @BeforeAll
  static void start() {
    system = ActorSystem.create(Behaviors.empty(), "written");
  }

  @AfterAll
  static void stop() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  private static String all(WrittenSource.Writing writing) {
    return Await.result(
            "the end",
            WrittenSource.of(writing)
                .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), system))
        .utf8String();
  }

  @Test
  void whatIsWrittenArrivesInOrder() {
    assertEquals("", all(out -> {}));
    assertEquals(
        "a-b-c",
        all(
            out -> {
              byte[] reused = {'a', '-'};
              out.write(reused);
              reused[0] = 'b';
              out.write(reused, 0, 2);
              out.write('c');
              out.flush();
            }));
  }

  /** A response that only ended would look complete. */
  @Test
  void aFailureFailsTheStream() {
    IOException full = new IOException("the disk is full");
    CompletionException failed =
        assertThrows(
            CompletionException.class,
            () ->
                all(
                    out -> {
                      out.write('a');
                      throw full;
                    }));
    assertSame(full, failed.getCause() == full ? full : failed.getCause().getCause());
  }

  @Test
  void theWriterEndsWhenTheReaderLeaves() {
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Await.result(
        "the first bytes",
        WrittenSource.of(
                out -> {
                  try {
                    while (true) {
                      out.write('a');
                    }
                  } catch (InterruptedIOException left) {
                    ended.complete(left);
                    throw left;
                  }
                })
            .take(2)
            .runWith(Sink.ignore(), system));
    assertEquals("the reader has left", Await.result("the writer's end", ended).getMessage());
  }
}
