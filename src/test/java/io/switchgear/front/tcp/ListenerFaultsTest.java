package io.switchgear.front.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.switchgear.testing.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** After a failure on either side, no socket, slot or waiting thread remains. */
@Timeout(60)
@Tag("network")
class ListenerFaultsTest {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static ActorSystem<Void> system;

  @BeforeAll
  static void start() {
    system = ActorSystem.create(Behaviors.empty(), "faults");
  }

  @AfterAll
  static void stop() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  private static Listener listen(
      Duration patience,
      Executor executor,
      Consumer<Flow<ByteString, ByteString, NotUsed>> connected)
      throws IOException {
    Listener listener =
        Listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16, 1, patience);
    listener.accept(
        executor,
        connection -> {
          connected.accept(connection);
          return OptionalLong::empty;
        });
    return listener;
  }

  private static Socket connect(Listener listener) throws IOException {
    return new Socket(listener.address().getAddress(), listener.address().getPort());
  }

  private static void echo(Flow<ByteString, ByteString, NotUsed> connection) {
    connection.join(Flow.create()).run(system);
  }

  private static void assertEchoes(Socket socket) throws IOException {
    socket.getOutputStream().write(5);
    assertEquals(5, socket.getInputStream().read());
  }

  /** Sends a megabyte many times to every client. */
  private static void flood(Flow<ByteString, ByteString, NotUsed> connection) {
    Source.repeat(ByteString.fromArray(new byte[1 << 20]))
        .take(32)
        .via(connection)
        .runWith(Sink.ignore(), system);
  }

  @Test
  void connectionWhoseOtherSideTakesNothingIsAborted() throws Exception {
    Listener listener =
        listen(Duration.ofMillis(300), system.executionContext(), ListenerFaultsTest::flood);
    try (Socket stalled = connect(listener)) {
      assertEquals(0, stalled.getInputStream().read());
      listener.unbind();
      listener.ended().toCompletableFuture().get();
      assertThrows(SocketException.class, () -> stalled.getInputStream().readAllBytes());
    }
  }

  /** Only the rest of the response remains to be read. */
  @Test
  void soIsOneThatIsClosing() throws Exception {
    Listener listener =
        listen(
            Duration.ofMillis(300),
            system.executionContext(),
            connection ->
                Source.single(ByteString.fromArray(new byte[32 << 20]))
                    .via(connection)
                    .runWith(Sink.ignore(), system));
    try (Socket stalled = connect(listener)) {
      stalled.shutdownOutput();
      assertEquals(0, stalled.getInputStream().read());
      listener.unbind();
      listener.ended().toCompletableFuture().get();
      assertThrows(SocketException.class, () -> stalled.getInputStream().readAllBytes());
    }
  }

  @Test
  void connectionThatComesWhenNobodyServesIsClosedAndGivesItsPlaceBack() throws Exception {
    AtomicBoolean ending = new AtomicBoolean(true);
    Listener listener =
        listen(
            LONG,
            task -> {
              if (ending.getAndSet(false)) {
                throw new RejectedExecutionException("thrown by the test");
              }
              system.executionContext().execute(task);
            },
            ListenerFaultsTest::echo);
    try (Socket socket = connect(listener)) {
      assertThrows(SocketException.class, () -> socket.getInputStream().read());
    }
    try (Socket socket = connect(listener)) {
      assertEchoes(socket);
    }
    listener.unbind();
  }

  @Test
  void whenItsThreadBreaksThePortIsGivenBackAndItIsSaid() throws Exception {
    OutOfMemoryError error = new OutOfMemoryError("thrown by the test");
    Listener listener =
        listen(
            LONG,
            task -> {
              throw error;
            },
            connection -> {});
    connect(listener).close();
    CompletableFuture<Void> ended = listener.ended().toCompletableFuture();
    assertEquals(error, assertThrows(ExecutionException.class, ended::get).getCause());
    Await.result("the unbind", listener.unbind());
    assertInstanceOf(
        ConnectException.class, assertThrows(IOException.class, () -> connect(listener)));
  }
}
