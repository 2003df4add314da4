package io.switchgear.tools.portscan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both kinds of connections, by the same table. */
@Tag("network")
@Tag("process")
class ConnectionsTest {

  static final long LONG = Duration.ofHours(1).toNanos();

  enum Kind {
    KERNEL_CALLS(EpollConnections::new),
    JDK(NioConnections::new);

    private final Connections.Opener opener;

    Kind(Connections.Opener opener) {
      this.opener = opener;
    }
  }

  private record Case(Kind kind, String address) {}

  static Stream<Case> cases() {
    return Stream.of("127.0.0.1", "127.0.0.2", "::1")
        .flatMap(address -> Stream.of(Kind.values()).map(kind -> new Case(kind, address)));
  }

  @Test
  void theKernelCallsAreUsedHere() throws IOException {
    try (Connections chosen = Connections.open()) {
      assertEquals(EpollConnections.class, chosen.getClass());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void findsWhatIsOpenAndWhatIsNot(Case each) throws Exception {
    InetAddress address = InetAddress.getByName(each.address());
    try (Service greets = new Service(address, client -> client.write("hello".getBytes(US_ASCII)));
        Service silent = new Service(address, client -> {})) {
      int[] ports = {closedPort(address), greets.port(), silent.port()};
      for (boolean local : new boolean[] {true, false}) {
        HostScan host = host(address, local, ports);
        assertTrue(loop(each.kind(), host).run(System.nanoTime() + LONG));
        assertEquals(
            List.of(Finding.REFUSED, Finding.OPEN, Finding.OPEN),
            IntStream.range(0, ports.length).mapToObj(host::finding).toList());
        assertEquals("hello", host.banner(1));
        assertEquals("", host.banner(2));
      }
    }
  }

  /** Source ports are chosen from the range that is scanned, and are no open ports. */
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void everyPortOfLoopbackIsDecided(String address) throws Exception {
    String output = NamespaceJvm.run("ip link set lo up", AllPorts.class, address);
    assertEquals(
        """
        KERNEL_CALLS complete, the open port, others 65534
        JDK complete, the open port, others 65534\
        """,
        output);
  }

  @Test
  void aSocketThatWasRefusedIsUsedAgain() throws Exception {
    InetAddress address = InetAddress.getByName("127.0.0.1");
    int[] ports = {closedPort(address)};
    for (boolean local : new boolean[] {true, false}) {
      try (Connections connections = new EpollConnections()) {
        HostScan host = host(address, local, ports);
        List<String> before = sockets();
        assertEquals(Finding.REFUSED, refused(connections, host));
        List<String> first = new ArrayList<>(sockets());
        first.removeAll(before);
        for (int i = 0; i < 100; i++) {
          assertEquals(Finding.REFUSED, refused(connections, host));
        }
        first.retainAll(sockets());
        assertEquals(1, first.size(), "the socket of the first probe is still there");
      }
    }
  }

  private static Finding refused(Connections connections, HostScan host) throws IOException {
    Probe probe = new Probe(host, 0);
    Finding[] finding = {connections.connect(probe)};
    Await.until(
        "the refusal",
        () -> {
          if (finding[0] == Finding.UNTESTED) {
            await(connections, ready -> finding[0] = connections.result(ready));
          }
          return finding[0] != Finding.UNTESTED;
        });
    return finding[0];
  }

  private static void await(Connections connections, Consumer<Probe> whenReady) {
    try {
      connections.await(Duration.ofSeconds(1).toNanos(), whenReady);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLoopThatWaitsIsWokenUp(Kind kind) throws Exception {
    try (Connections connections = kind.opener.open()) {
      CompletableFuture<Void> woken =
          CompletableFuture.runAsync(
              () -> {
                try {
                  connections.await(LONG, ready -> {});
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              },
              task -> Thread.ofPlatform().daemon().start(task));
      connections.wakeUp();
      Await.result("the end of waiting", woken);
    }
  }

  @ParameterizedTest
  @EnumSource
  void wakingUpAfterTheEndDoesNothing(Kind kind) throws Exception {
    Connections connections = kind.opener.open();
    connections.close();
    connections.wakeUp();
  }

  static ConnectLoop loop(Kind kind, HostScan host) {
    return new ConnectLoop(List.of(host), Scans.LIMITS, kind.opener);
  }

  /**
   * @param local false makes the answer come through the events
   */
  static HostScan host(InetAddress address, boolean local, int... ports) {
    return new HostScan(address, local, false, ports, Scans.LIMITS.connectNanos());
  }

  private static int closedPort(InetAddress address) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, address)) {
      return free.getLocalPort();
    }
  }

  /** The sockets of this thread's process. */
  private static List<String> sockets() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.map(ConnectionsTest::target).filter(to -> to.startsWith("socket:")).toList();
    }
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException closed) {
      return "";
    }
  }
}
