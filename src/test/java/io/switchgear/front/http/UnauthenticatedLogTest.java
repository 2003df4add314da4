package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.switchgear.acceptance.SelfSigned;
import io.switchgear.config.AccessSettings;
import io.switchgear.config.TlsSettings;
import io.switchgear.mcp.FuzzOffer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Input from unauthenticated peers cannot flood the log. */
@Timeout(120)
@Tag("network")
@Tag("process")
class UnauthenticatedLogTest {

  private static final int TIMES = 200;
  private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private static ActorSystem<Void> system;
  private static HttpFront plain;
  private static HttpFront encrypted;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    SelfSigned own = SelfSigned.make(folder, "strangers", "EC");
    Path certificate = Files.writeString(folder.resolve("cert.pem"), own.certificate());
    Path key = Files.writeString(folder.resolve("key.pem"), own.key());
    system = ActorSystem.create(Behaviors.empty(), "strangers");
    plain = serve(AccessSettings.OPEN);
    encrypted =
        serve(
            new AccessSettings(
                AccessSettings.OPEN.auth(),
                new TlsSettings(certificate.toString(), key.toString(), Duration.ofHours(1))));
  }

  private static HttpFront serve(AccessSettings access) {
    return HttpFront.start(
        system, FrontFixture.SETTINGS, access, FuzzOffer.server(), List.of(), Observers.counting());
  }

  @AfterAll
  static void stop() {
    plain.stop(Duration.ZERO).toCompletableFuture().join();
    encrypted.stop(Duration.ZERO).toCompletableFuture().join();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  private static String sent(String kind) {
    String get = "GET / HTTP/1.1\r\nHost: ";
    return switch (kind) {
      case "illegal Host" -> get + "\u001b[31m" + "ä".repeat(7_000) + "\r\n\r\n";
      case "long Host" -> get + "h".repeat(8_000) + "\r\n\r\n";
      case "unknown Host" -> get + "evil.example\r\n\r\n";
      case "refused Origin" -> get + "localhost\r\nOrigin: https://evil.example\r\n\r\n";
      case "illegal header" ->
          get + "a\r\nConnection: \u0001\u0002" + "@".repeat(7_000) + "\r\n\r\n";
      case "illegal content type" -> get + "a\r\nContent-Type: @@\r\n\r\n";
      case "illegal length" -> get + "a\r\nContent-Length: -1\r\n\r\n";
      case "illegal expectation" -> get + "a\r\nExpect: " + "x".repeat(7_000) + "\r\n\r\n";
      case "no request" -> "\u0000\u0001\u0002" + "z".repeat(2_000) + "\r\n\r\n";
      case "no method" -> "M".repeat(5_000) + " / HTTP/1.1\r\n\r\n";
      case "illegal target" -> "GET /\u007f%%% HTTP/1.1\r\nHost: a\r\n\r\n";
      case "connect" -> "CONNECT " + "c".repeat(1_500) + ":1 HTTP/1.1\r\nHost: a\r\n\r\n";
      case "broken body" ->
          "POST /mcp HTTP/1.1\r\n"
              + "Host: localhost\r\n"
              + "Content-Type: application/json\r\n"
              + "Content-Length: 9\r\n\r\n"
              + "{";
      case "broken chunks" ->
          "POST /mcp HTTP/1.1\r\n"
              + "Host: localhost\r\n"
              + "Content-Type: application/json\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n"
              + "zz\r\n";
      case "upgrade" ->
          get
              + "localhost\r\n"
              + "Connection: Upgrade\r\n"
              + "Upgrade: websocket\r\n"
              + "Sec-WebSocket-Key: x\r\n"
              + "Sec-WebSocket-Version: 99\r\n\r\n";
      default -> throw new IllegalArgumentException(kind);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "illegal Host",
        "long Host",
        "unknown Host",
        "refused Origin",
        "illegal header",
        "illegal content type",
        "illegal length",
        "illegal expectation",
        "no request",
        "no method",
        "illegal target",
        "connect",
        "broken body",
        "broken chunks",
        "upgrade",
      })
  void aStrangerCostsOneBoundedLineASecond(String kind) throws Exception {
    byte[] bytes = sent(kind).getBytes(StandardCharsets.ISO_8859_1);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    ROOT.addAppender(lines);
    long begin = System.nanoTime();
    for (HttpFront front : List.of(plain, encrypted)) {
      for (int i = 0; i < TIMES; i++) {
        try (Socket socket =
            new Socket(InetAddress.getByName("127.0.0.1"), front.address().getPort())) {
          socket.getOutputStream().write(bytes);
          if (i % 3 == 0) {
            socket.setSoLinger(true, 0);
          } else {
            socket.shutdownOutput();
            readUntilClosed(socket);
          }
        }
      }
    }
    ROOT.detachAppender(lines);
    long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds() + 2;
    assertTrue(lines.list.size() <= 2 * seconds, () -> shown(lines));
    assertTrue(
        lines.list.stream()
            .map(ILoggingEvent::getFormattedMessage)
            .allMatch(
                line -> line.length() < 1_100 && line.chars().noneMatch(Character::isISOControl)),
        () -> shown(lines));
  }

  private static void readUntilClosed(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
    } catch (java.io.IOException reset) {
      // The connection is closed as well.
    }
  }

  private static String shown(ListAppender<ILoggingEvent> lines) {
    return lines.list.size() + " lines, such as " + lines.list.getFirst().getFormattedMessage();
  }
}
