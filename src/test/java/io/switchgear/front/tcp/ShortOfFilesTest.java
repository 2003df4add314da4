package io.switchgear.front.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process with a low limit of file descriptors and more connections than that. */
@Timeout(180)
@Tag("network")
@Tag("process")
class ShortOfFilesTest {

  /** The libraries need about two hundred. */
  private static final int FILES = 500;

  private static final Pattern TRIES = Pattern.compile("not accepted: (\\d+) more in the last");

  /** An echo server that exits at the end of its standard input. */
  public static final class Echo {

    private Echo() {}

    public static void main(String[] use) throws IOException {
      ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "echo");
      Listener listener =
          Listener.bind(
              new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0),
              1_024,
              10_000,
              Duration.ofMinutes(1));
      listener.accept(
          system.executionContext(),
          connection -> {
            connection.join(Flow.create()).run(system);
            OptionalLong since =
                use[0].equals("idle") ? OptionalLong.of(System.nanoTime()) : OptionalLong.empty();
            return () -> since;
          });
      System.out.println(listener.address().getPort());
      System.out.flush();
      while (System.in.read() >= 0) {
        // The test closes it.
      }
      Runtime.getRuntime().halt(0);
    }
  }

  @TempDir private Path folder;
  private final Deque<Socket> sockets = new ArrayDeque<>();
  private Process process;
  private int port;

  /**
   * Packaged as it is shipped, because class loading from folders needs a file descriptor per
   * class.
   */
  private Path packed() {
    Path jar = folder.resolve("main.jar");
    String classes = Listener.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    ToolProvider.findFirst("jar")
        .orElseThrow()
        .run(System.out, System.err, "--create", "--file", jar.toString(), "-C", classes, ".");
    return jar;
  }

  private void start(String use) throws IOException {
    process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n %d && exec \"$@\"".formatted(FILES),
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:-MaxFDLimit",
                "-cp",
                packed() + ":" + System.getProperty("java.class.path"),
                Echo.class.getName(),
                use)
            .redirectError(folder.resolve("log").toFile())
            .start();
    BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    port = Integer.parseInt(said.readLine());
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    process.destroyForcibly();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
    socket.setSoTimeout(60_000);
    sockets.add(socket);
    return socket;
  }

  private static void assertEchoes(Socket socket) throws IOException {
    socket.getOutputStream().write(7);
    assertEquals(7, socket.getInputStream().read());
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  @Test
  void idleConnectionsMakeRoom() throws IOException {
    start("idle");
    for (int i = 0; i < FILES + 100; i++) {
      connect();
    }
    for (int i = 0; i < 20; i++) {
      assertEchoes(connect());
    }
    assertTrue(log().contains("a connection was not accepted"), this::shown);
  }

  @Test
  void closedConnectionsDoNotBringTheNextTryAbout() throws IOException {
    start("busy");
    for (int i = 0; i < FILES; i++) {
      connect();
    }
    for (int i = 0; i < 40; i++) {
      sockets.removeFirst().close();
      connect();
      assertEchoes(sockets.getFirst());
    }
    while (!TRIES.matcher(log()).find()) {
      sockets.removeFirst().close();
      assertEchoes(sockets.getFirst());
      connect();
    }
    assertTrue(
        TRIES.matcher(log()).results().map(ShortOfFilesTest::count).allMatch(more -> more <= 5),
        this::shown);
  }

  private static int count(MatchResult found) {
    return Integer.parseInt(found.group(1));
  }

  private String shown() {
    try {
      return log();
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
