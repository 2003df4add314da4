package io.switchgear.tools.portscan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.UnixOperatingSystemMXBean;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolRun.StopReason;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("network")
class ConnectScanTest {

  private static final InetAddress FOUR = address("127.0.0.1");
  private static final InetAddress SIX = address("::1");

  /** One probe per second: a scan that runs until it is stopped. */
  private static final ScanLimits SLOW =
      new ScanLimits(16, 4, 1, 0, 1_000_000_000L, 64, 100_000_000L);

  @Test
  void tellsOpenFromClosedOverBothFamilies() throws Exception {
    try (Service four = new Service(FOUR, client -> {});
        Service six = new Service(SIX, client -> {})) {
      int free = freePort();
      JsonNode report =
          Scans.run(List.of(FOUR, SIX), new int[] {four.port(), six.port(), free}, Scans.LIMITS);
      JsonNode first = report.at("/hosts/0");
      JsonNode second = report.at("/hosts/1");
      assertEquals("127.0.0.1", first.get("address").asText());
      assertEquals("::1", second.get("address").asText());
      assertEquals("up", first.get("state").asText());
      assertEquals("open", Scans.port(first, four.port()).get("state").asText());
      assertEquals("syn-ack", Scans.port(first, four.port()).get("reason").asText());
      assertEquals(Map.of("open", 1, "closed", 2), Scans.states(first));
      assertEquals("conn-refused", first.at("/closed/reason").asText());
      assertEquals("open", Scans.port(second, six.port()).get("state").asText());
      assertEquals(Map.of("open", 1, "closed", 2), Scans.states(second));
    }
  }

  @Test
  void aConnectionThatMetItselfIsKnown() throws IOException {
    try (SocketChannel channel = SocketChannel.open()) {
      channel.bind(new InetSocketAddress(FOUR, 0));
      channel.connect(channel.getLocalAddress());
      assertTrue(NioConnections.isSelfConnect(channel));
    }
    try (ServerSocket server = new ServerSocket(0, 1, FOUR);
        SocketChannel channel = SocketChannel.open(server.getLocalSocketAddress())) {
      assertFalse(NioConnections.isSelfConnect(channel));
    }
  }

  @Test
  void aCancelledScanKeepsWhatItHadFound() throws Exception {
    try (Service service = new Service(FOUR, client -> {})) {
      CompletableFuture<Void> found = new CompletableFuture<>();
      Progress progress =
          (done, total, message) -> {
            if (message.endsWith("1 open")) {
              found.complete(null);
            }
          };
      int[] ports = ports(service.port(), 1, 200);
      for (StopReason reason : List.of(StopReason.CANCELLED, StopReason.SHUTDOWN)) {
        ConnectScan scan = Scans.start(List.of(FOUR), ports, SLOW, progress);
        Scans.await(found);
        scan.stop(reason);
        ToolOutcome outcome = Scans.await(scan.outcome());
        assertInstanceOf(Cancelled.class, outcome);
        assertPartial(Scans.report(outcome));
      }
    }
  }

  @Test
  void aScanStoppedAtItsDeadlineKeepsWhatItHadFound() throws Exception {
    CompletableFuture<Void> started = new CompletableFuture<>();
    ConnectScan scan =
        Scans.start(
            List.of(FOUR),
            ports(freePort(), 1, 200),
            SLOW,
            (done, total, message) -> started.complete(null));
    Scans.await(started);
    scan.stop(StopReason.DEADLINE);
    ToolOutcome outcome = Scans.await(scan.outcome());
    assertInstanceOf(TimedOut.class, outcome);
    assertPartial(Scans.report(outcome));
  }

  @Test
  void aScanEndsByItselfBeforeItsDeadline() throws Exception {
    ConnectScan scan =
        Scans.start(
            List.of(FOUR), ports(freePort(), 1, 200), SLOW, Duration.ofMillis(400), Progress.NONE);
    TimedOut outcome = assertInstanceOf(TimedOut.class, Scans.await(scan.outcome()));
    assertTrue(outcome.message().contains("done, "), outcome::message);
    assertPartial(Scans.report(outcome));
  }

  @Test
  void aDeadlineThatHasPassedEndsTheScanAtOnce() throws Exception {
    ConnectScan scan =
        Scans.start(
            List.of(FOUR), ports(1, 1, 10), Scans.LIMITS, Duration.ofMillis(-5), Progress.NONE);
    ToolOutcome outcome = Scans.await(scan.outcome());
    assertInstanceOf(TimedOut.class, outcome);
    assertEquals(Map.of("untested", 10), Scans.states(Scans.host(Scans.report(outcome), FOUR)));
  }

  @Test
  void stoppingAfterTheEndChangesNothing() throws Exception {
    ConnectScan scan =
        Scans.start(List.of(FOUR), new int[] {freePort()}, Scans.LIMITS, Progress.NONE);
    ToolOutcome outcome = Scans.await(scan.outcome());
    scan.stop(StopReason.CANCELLED);
    assertInstanceOf(Success.class, Scans.await(scan.outcome()));
    assertEquals(outcome, Scans.await(scan.outcome()));
  }

  @Test
  void nothingIsLeftOpenHoweverAScanEnds() throws Exception {
    // Connections wait in the backlog, where they cost this process nothing.
    try (ServerSocket server = new ServerSocket(0, 200, FOUR)) {
      int[] ports = ports(server.getLocalPort(), 1, 100);
      Scans.run(List.of(FOUR), ports, Scans.LIMITS);
      long before = openDescriptors();
      for (int i = 0; i < 30; i++) {
        Scans.run(List.of(FOUR), ports, Scans.LIMITS);
        ConnectScan stopped = Scans.start(List.of(FOUR), ports, Scans.LIMITS, Progress.NONE);
        stopped.stop(StopReason.CANCELLED);
        Scans.await(stopped.outcome());
      }
      // Other code in this JVM may open one or two files meanwhile; sixty leaking scans open more.
      long left = openDescriptors() - before;
      assertTrue(left < 30, () -> left + " descriptors more than before");
    }
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .filter(Thread::isAlive)
            .noneMatch(thread -> thread.getName().equals("port-scan-loop") && isInLoop(thread)),
        "a loop is still running");
  }

  private static boolean isInLoop(Thread thread) {
    return List.of(thread.getStackTrace()).toString().contains("ConnectLoop.run");
  }

  private static void assertPartial(JsonNode report) {
    assertEquals("partial", report.get("status").asText());
    assertTrue(Scans.states(Scans.host(report, FOUR)).get("untested") > 0, report::toString);
    assertTrue(report.get("notes").toString().contains("stopped before its end"));
  }

  /** This many ports, starting with the given ones. */
  private static int[] ports(int first, int second, int count) {
    return IntStream.concat(
            IntStream.of(first, second), IntStream.iterate(2, port -> port + 1).limit(count))
        .distinct()
        .limit(count)
        .toArray();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, FOUR)) {
      return socket.getLocalPort();
    }
  }

  private static long openDescriptors() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
