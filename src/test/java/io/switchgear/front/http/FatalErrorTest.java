package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.switchgear.config.AccessSettings;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.front.tcp.Listener;
import io.switchgear.testing.Await;
import io.switchgear.testing.LogLines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors that Scala calls fatal, thrown in the stream of one connection. */
@Timeout(60)
@Tag("network")
class FatalErrorTest {

  private final LogLines lines = LogLines.of(Level.INFO, "io.switchgear.app.runtime.FatalErrors");
  private final BlockingQueue<Connection> closed = new LinkedBlockingQueue<>();
  private ActorSystem<Void> system;
  private Listener listener;

  @BeforeEach
  void start() throws IOException {
    system = ActorSystem.create(Behaviors.empty(), "fatal");
    listener =
        Listener.bind(
            new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0),
            16,
            16,
            Duration.ofMinutes(1));
    HttpLayer layer =
        new HttpLayer(
            system,
            HttpBinding.of(FrontFixture.SETTINGS, AccessSettings.OPEN),
            FrontLimits.STANDARD);
    listener.accept(system.executionContext(), bytes -> serve(layer, bytes));
  }

  private Connection serve(HttpLayer layer, Flow<ByteString, ByteString, NotUsed> bytes) {
    Connection connection = new Connection(closed::add);
    AnswerStage.flow(FatalErrorTest::answer, connection).join(layer.on(bytes)).run(system);
    return connection;
  }

  @AfterEach
  void stop() {
    lines.close();
    listener.unbind();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  private static CompletionStage<HttpResponse> answer(HttpRequest request) {
    switch (request.getUri().path()) {
      case "/overflow" -> overflow(0);
      case "/linkage" -> throw new NoClassDefFoundError("thrown by the test");
      case "/internal" -> throw new InternalError("thrown by the test");
      case "/threads" -> throw new OutOfMemoryError("unable to create native thread: by the test");
      default -> {}
    }
    return CompletableFuture.completedFuture(HttpResponses.text(200, "well"));
  }

  /** Recurses until the stack overflows. */
  private static int overflow(int depth) {
    return overflow(depth + 1) + 1;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/overflow", "/linkage", "/internal", "/threads"})
  void anErrorInTheStreamOfOneConnectionClosesThisConnectionAlone(String path) throws Exception {
    int port = listener.address().getPort();
    String get = "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n";
    try (RawHttp other = new RawHttp(port)) {
      assertEquals(200, other.send(get.formatted("/")).response().status());
      try (RawHttp hit = new RawHttp(port)) {
        assertTrue(hit.send(get.formatted(path)).isClosed());
      }
      assertEquals(200, other.send(get.formatted("/")).response().status());
    }
    try (RawHttp next = new RawHttp(port)) {
      assertEquals(200, next.send(get.formatted("/")).response().status());
    }
    Await.next("the closed", closed);
    assertEquals(1, lines.messages().size(), lines.messages()::toString);
    assertTrue(lines.messages().getFirst().length() < 1_100);
  }
}
