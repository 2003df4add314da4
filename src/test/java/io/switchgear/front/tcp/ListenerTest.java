package io.switchgear.front.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@Tag("network")
class ListenerTest {

  private static final int MEGABYTE = 1 << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static ActorSystem<Void> system;

  private final List<Listener> listeners = new ArrayList<>();

  /** The server's end of a connection. */
  private record Served(
      SourceQueueWithComplete<ByteString> answers, SinkQueueWithCancel<ByteString> came) {

    /** The next bytes; empty after the peer has closed. */
    byte[] read() {
      return came.pull()
          .toCompletableFuture()
          .join()
          .map(ByteString::toArray)
          .orElseGet(() -> new byte[0]);
    }

    void write(byte[] bytes) {
      answers.offer(ByteString.fromArray(bytes));
    }
  }

  /** A listener whose connections the test serves itself. */
  private record Serving(Listener listener, BlockingQueue<Served> all) {

    Served next() throws InterruptedException {
      return all.take();
    }
  }

  @BeforeAll
  static void start() {
    system = ActorSystem.create(Behaviors.empty(), "listener");
  }

  @AfterAll
  static void stop() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  @AfterEach
  void unbind() {
    listeners.forEach(Listener::unbind);
  }

  private Listener listen(int max, Consumer<Flow<ByteString, ByteString, NotUsed>> connected)
      throws IOException {
    Listener listener =
        Listener.bind(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16, max, PATIENCE);
    listeners.add(listener);
    listener.accept(
        system.executionContext(),
        connection -> {
          connected.accept(connection);
          return OptionalLong::empty;
        });
    return listener;
  }

  private Listener echo(int max) throws IOException {
    return listen(max, connection -> connection.join(Flow.create()).run(system));
  }

  private Serving serving() throws IOException {
    BlockingQueue<Served> all = new LinkedBlockingQueue<>();
    return new Serving(
        listen(
            10,
            connection -> {
              var ends =
                  Source.<ByteString>queue(1_000, OverflowStrategy.fail())
                      .viaMat(connection, Keep.left())
                      .toMat(
                          Sink.<ByteString>queue().withAttributes(Attributes.inputBuffer(1, 1)),
                          Keep.both())
                      .run(system);
              all.add(new Served(ends.first(), ends.second()));
            }),
        all);
  }

  private static Socket connect(Listener listener) throws IOException {
    Socket socket = new Socket(listener.address().getAddress(), listener.address().getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** Writes while another thread reads. */
  private static CompletableFuture<Void> writing(Socket socket, byte[] bytes) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            socket.shutdownOutput();
          } catch (IOException broken) {
            throw new CompletionException(broken);
          }
        },
        Thread::startVirtualThread);
  }

  @Test
  void whatIsSentComesBackWhole() throws IOException {
    Listener listener = echo(4);
    for (int length : new int[] {1, 100, 65_536, 65_537, 5 * MEGABYTE}) {
      try (Socket socket = connect(listener)) {
        byte[] sent = random(length);
        CompletableFuture<Void> writing = writing(socket, sent);
        assertArrayEquals(sent, socket.getInputStream().readAllBytes(), "of length " + length);
        writing.join();
      }
    }
  }

  @Test
  void manyConnectionsAreServedAtOnce() throws IOException {
    Listener listener = echo(256);
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sockets.add(connect(listener));
    }
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 200; i++) {
        sockets.get(i).getOutputStream().write(i);
      }
      for (int i = 0; i < 200; i++) {
        assertEquals(i, sockets.get(i).getInputStream().read());
      }
    }
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void readerThatTakesNothingHoldsTheSenderUp() throws Exception {
    Serving serving = serving();
    byte[] sent = random(24 * MEGABYTE);
    try (Socket socket = connect(serving.listener())) {
      CompletableFuture<Void> writing = writing(socket, sent);
      Served server = serving.next();
      ByteBuffer got = ByteBuffer.allocate(sent.length);
      got.put(server.read());
      assertTrue(!writing.isDone(), "24 MB are more than the system and the server keep");
      for (byte[] next = server.read(); next.length > 0; next = server.read()) {
        got.put(next);
      }
      writing.join();
      assertArrayEquals(sent, got.array());
    }
  }

  @Test
  void slowClientGetsEverythingInOrder() throws Exception {
    Serving serving = serving();
    try (Socket socket = connect(serving.listener())) {
      Served server = serving.next();
      byte[] sent = random(12 * MEGABYTE);
      for (int i = 0; i < 12; i++) {
        byte[] part = new byte[MEGABYTE];
        System.arraycopy(sent, i * MEGABYTE, part, 0, MEGABYTE);
        server.write(part);
      }
      server.answers().complete();
      assertArrayEquals(sent, socket.getInputStream().readAllBytes());
    }
  }

  @Test
  void partsOfAnAnswerAreWrittenTogether() throws Exception {
    Serving serving = serving();
    try (Socket socket = connect(serving.listener())) {
      Served server = serving.next();
      server
          .answers()
          .offer(ByteString.fromString("head ").concat(ByteString.fromString("and body")));
      server.answers().complete();
      assertArrayEquals(
          "head and body".getBytes(StandardCharsets.US_ASCII),
          socket.getInputStream().readAllBytes());
    }
  }

  @Test
  void clientThatSendsNoMoreIsStillAnswered() throws Exception {
    Serving serving = serving();
    try (Socket socket = connect(serving.listener())) {
      socket.getOutputStream().write(7);
      socket.shutdownOutput();
      Served server = serving.next();
      assertArrayEquals(new byte[] {7}, server.read());
      assertArrayEquals(new byte[0], server.read());
      server.write(new byte[] {8});
      server.answers().complete();
      assertArrayEquals(new byte[] {8}, socket.getInputStream().readAllBytes());
    }
  }

  @Test
  void failureOfTheServerIsAReset() throws Exception {
    Serving serving = serving();
    try (Socket socket = connect(serving.listener())) {
      serving.next().answers().fail(new IllegalStateException("the answer broke off"));
      assertThrows(SocketException.class, () -> socket.getInputStream().read());
    }
  }

  @Test
  void resetOfTheClientFailsTheReader() throws Exception {
    Serving serving = serving();
    Socket socket = connect(serving.listener());
    Served server = serving.next();
    socket.setSoLinger(true, 0);
    socket.close();
    CompletionException failure =
        assertThrows(
            CompletionException.class, () -> server.came().pull().toCompletableFuture().join());
    assertInstanceOf(IOException.class, failure.getCause());
  }

  @Test
  void serverThatReadsNoMoreCloses() throws Exception {
    Serving serving = serving();
    try (Socket socket = connect(serving.listener())) {
      serving.next().came().cancel();
      assertEquals(-1, socket.getInputStream().read());
    }
  }

  @Test
  void connectionsBeyondTheLimitWaitForAPlace() throws Exception {
    BlockingQueue<CompletableFuture<Done>> ends = new LinkedBlockingQueue<>();
    Listener listener =
        listen(
            2,
            connection -> {
              CompletionStage<Done> end =
                  connection.watchTermination(Keep.right()).join(Flow.create()).run(system);
              ends.add(end.toCompletableFuture());
            });
    Socket first = connect(listener);
    Socket second = connect(listener);
    ends.take();
    ends.take();
    try (Socket third = connect(listener)) {
      third.getOutputStream().write(3);
      second.getOutputStream().write(2);
      assertEquals(2, second.getInputStream().read());
      assertTrue(ends.isEmpty(), "the third has no place");
      first.close();
      assertEquals(3, third.getInputStream().read());
      Await.next("the ends", ends);
    }
    second.close();
  }

  @Test
  void unboundPortIsFreeWhileConnectionsGoOn() throws Exception {
    Serving serving = serving();
    try (Socket socket = connect(serving.listener())) {
      Served server = serving.next();
      serving.listener().unbind().toCompletableFuture().join();
      Listener next = Listener.bind(serving.listener().address(), 16, 1, PATIENCE);
      next.unbind().toCompletableFuture().join();
      socket.getOutputStream().write(1);
      assertArrayEquals(new byte[] {1}, server.read());
      server.answers().complete();
    }
    Await.result("the ended", serving.listener().ended());
    assertThrows(ConnectException.class, () -> connect(serving.listener()));
  }

  @Test
  void unbindingAgainDoesNothing() throws Exception {
    Listener listener = echo(1);
    Await.result("the unbind", listener.unbind());
    Await.result("the ended", listener.ended());
    Await.result("the unbind", listener.unbind());
  }

  @Test
  void takenPortIsRefused() throws IOException {
    Listener first = echo(1);
    assertThrows(BindException.class, () -> Listener.bind(first.address(), 16, 1, PATIENCE));
  }

  @Test
  void connectionThatCannotBeServedIsClosedAndHarmsNoOther() throws IOException {
    boolean[] broken = {true};
    Listener listener =
        listen(
            1,
            connection -> {
              if (broken[0]) {
                broken[0] = false;
                throw new IllegalStateException("thrown by the test");
              }
              connection.join(Flow.create()).run(system);
            });
    try (Socket socket = connect(listener)) {
      assertThrows(SocketException.class, () -> socket.getInputStream().read());
    }
    try (Socket socket = connect(listener)) {
      socket.getOutputStream().write(5);
      assertEquals(5, socket.getInputStream().read());
    }
  }

  @Test
  void nothingIsReadBeforeTheFlowIsRun() throws Exception {
    BlockingQueue<Flow<ByteString, ByteString, NotUsed>> flows = new LinkedBlockingQueue<>();
    Listener listener = listen(1, flows::add);
    try (SocketChannel client = SocketChannel.open(listener.address())) {
      client.write(ByteBuffer.wrap(new byte[] {9}));
      flows.take().join(Flow.create()).run(system);
      ByteBuffer back = ByteBuffer.allocate(1);
      client.read(back);
      assertEquals(9, back.get(0));
    }
  }
}
