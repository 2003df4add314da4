package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.acceptance.SelfSigned;
import io.switchgear.config.AccessSettings;
import io.switchgear.config.TlsSettings;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.mcp.FuzzOffer;
import io.switchgear.tool.Caller.Permission;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.SocketFactory;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pipelined requests over real connections, plain and with TLS. */
@Timeout(120)
@Tag("network")
@Tag("process")
class PipelineSocketTest {

  private static ActorSystem<Void> system;
  private static HttpFront plain;
  private static HttpFront encrypted;
  private static SocketFactory trusting;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    SelfSigned own = SelfSigned.make(folder, "pipeline", "EC");
    Path certificate = Files.writeString(folder.resolve("cert.pem"), own.certificate());
    Path key = Files.writeString(folder.resolve("key.pem"), own.key());
    trusting = own.trust().getSocketFactory();
    system = ActorSystem.create(Behaviors.empty(), "pipeline");
    plain = serve(AccessSettings.OPEN);
    encrypted =
        serve(
            new AccessSettings(
                AccessSettings.OPEN.auth(),
                new TlsSettings(certificate.toString(), key.toString(), Duration.ofHours(1))));
  }

  private static HttpFront serve(AccessSettings access) {
    Endpoint number =
        Endpoint.get("/n/{number}")
            .needs(Permission.OPS_READ)
            .answeredBy(
                asked ->
                    CompletableFuture.completedFuture(
                        HttpResponses.text(200, asked.path().get("number"))));
    return HttpFront.start(
        system,
        FrontFixture.SETTINGS,
        access,
        FuzzOffer.server(),
        List.of(number),
        Observers.counting());
  }

  @AfterAll
  static void stop() {
    plain.stop(Duration.ZERO).toCompletableFuture().join();
    encrypted.stop(Duration.ZERO).toCompletableFuture().join();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  private static Socket connect(boolean tls) throws IOException {
    HttpFront front = tls ? encrypted : plain;
    SocketFactory sockets = tls ? trusting : SocketFactory.getDefault();
    Socket socket =
        sockets.createSocket(InetAddress.getByName("127.0.0.1"), front.address().getPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  /**
   * @param once bytes per write
   */
  @ParameterizedTest
  @CsvSource({
    "false, 100000, 65536",
    "true, 100000, 65536",
    "false, 3000, 5",
    "true, 3000, 5",
  })
  void pipelinedRequestsAreAnsweredInTheirOrder(boolean tls, int requests, int once)
      throws Exception {
    try (Socket socket = connect(tls)) {
      CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(socket, requests, once));
      BufferedReader answers =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      for (int i = 0; i < requests; i++) {
        assertEquals("HTTP/1.1 200 OK", answers.readLine());
        String line = answers.readLine();
        while (!line.isEmpty()) {
          line = answers.readLine();
        }
        assertEquals(Integer.toString(i), answers.readLine());
      }
      sent.join();
    }
  }

  private static void send(Socket socket, int requests, int once) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < requests; i++) {
      text.append("GET /n/").append(i).append(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    try {
      OutputStream out = socket.getOutputStream();
      for (int from = 0; from < bytes.length; from += once) {
        out.write(bytes, from, Math.min(once, bytes.length - from));
      }
    } catch (IOException broken) {
      throw new AssertionError("the server does not take what is sent", broken);
    }
  }
}
