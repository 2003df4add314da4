package io.switchgear.tools.portscan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.testing.Await;
import io.switchgear.tool.ToolRun.StopReason;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Scans of silent hosts, in a network namespace of the test; needs root. */
@Tag("network")
@Tag("process")
class SilentHostsTest {

  private static TestNetwork network;

  @BeforeAll
  static void plugIn() throws Exception {
    network = new TestNetwork();
  }

  @AfterAll
  static void unplug() throws Exception {
    network.close();
  }

  @Test
  void droppedPortsAreFilteredAndRefusedOnesClosed() throws Exception {
    JsonNode report =
        Scans.run(List.of(network.mixed()), IntStream.range(990, 1010).toArray(), limits(64, 2));
    JsonNode host = report.at("/up/0");
    assertEquals(Map.of("closed", 10, "filtered", 10), Scans.states(host));
    assertEquals("1000-1009 no-response", group(host, "filtered"));
    assertEquals("990-999 conn-refused", group(host, "closed"));
    assertEquals(network.mixed().getHostAddress(), host.get("ranges").asText());
  }

  @Test
  void anUnreachableHostIsAResultWithItsReason() throws Exception {
    JsonNode report = Scans.run(List.of(network.unreachable()), new int[] {22}, limits(64, 1));
    assertEquals("22 host-unreach", group(report.get("unreachable"), "filtered"));
    assertEquals(1, report.at("/statistics/hosts_down").asInt());
    assertEquals("complete", report.get("status").asText());
  }

  @Test
  void silentHostsAreWaitedForTogether() throws Exception {
    JsonNode report =
        Scans.run(network.silent(16), IntStream.rangeClosed(1, 100).toArray(), limits(4096, 1));
    assertEquals(16, report.at("/silent/count").asInt());
    assertEquals(Map.of("filtered", 100), Scans.states(report.get("silent")));
  }

  /** With few concurrent probes, silent hosts would occupy all of them unless they are limited. */
  @Test
  void silentHostsDoNotHoldUpOneThatAnswers() throws Exception {
    List<InetAddress> hosts = new ArrayList<>(network.silent(8));
    hosts.add(network.mixed());
    CompletableFuture<Void> answered = new CompletableFuture<>();
    ScanLimits limits = new ScanLimits(18, 0, 0, 2, 1_000_000_000L, 0, 0);
    ConnectScan scan =
        Scans.start(
            hosts,
            IntStream.rangeClosed(1, 500).toArray(),
            limits,
            (done, total, message) -> {
              if (message.startsWith("1 of 9 hosts")) {
                answered.complete(null);
              }
            });
    Await.result("the answered", answered);
    scan.stop(StopReason.CANCELLED);
    JsonNode report = Scans.report(Scans.await(scan.outcome()));
    assertEquals(Map.of("closed", 500), Scans.states(report.at("/up/0")));
    assertEquals(8, report.at("/unscanned/count").asInt(), report::toString);
  }

  /** Runs in a separate JVM with a low limit of file descriptors. */
  @Test
  void runningOutOfDescriptorsOnlySlowsAScanDown() throws Exception {
    String address = network.silent(1).getFirst().getHostAddress();
    Process process =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "ulimit -n 120 && exec \"$0\" -Xmx64m --enable-native-access=ALL-UNNAMED"
                    + " -XX:-MaxFDLimit -cp \"$1\" \"$2\" \"$3\"",
                ProcessHandle.current().info().command().orElseThrow(),
                classes(ConnectLoop.class) + ":" + classes(FewDescriptors.class),
                FewDescriptors.class.getName(),
                address)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes()).strip();
    assertEquals(0, process.waitFor(), output);
    assertTrue(output.contains("silent 300"), output);
    assertTrue(output.contains("Too many open files"), output);
    assertFalse(output.contains("Exception"), output);
  }

  /** The code source of a class. */
  private static String classes(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  private static String group(JsonNode host, String state) {
    JsonNode group = host.path(state);
    return group.path("ranges").asText() + " " + group.path("reason").asText();
  }

  private static ScanLimits limits(int window, int retries) {
    return new ScanLimits(window, 0, 0, retries, 300_000_000L, 0, 0);
  }
}
