package io.switchgear.tools.portscan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.PortScanSettings;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopePolicy;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Success;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code port_scan} and nmap on the same targets in turn, A B A B, in one warm JVM.
 *
 * <p>Arguments: rounds, warm-up rounds, ports in nmap's notation, targets separated by commas.
 * Prints each round's seconds, the median of the rounds' ratios, and whether both found the same:
 * the same open ports per host, and as many closed and filtered ones. Called by {@code
 * bench/port-scan.sh}.
 */
public final class PortScanBenchmark {

  private static final PortScanSettings SETTINGS =
      new PortScanSettings(
          1_024,
          65_535,
          2_000_000,
          4_096,
          0,
          1,
          Duration.ofSeconds(1),
          256,
          Duration.ofMillis(500));

  private static final int LISTENERS = 5;
  private static final List<ServerSocket> LISTENING = new ArrayList<>();

  private PortScanBenchmark() {}

  /** What a scanner found, host by host, in a form in which both can be compared. */
  private record Found(TreeMap<String, String> hosts, double seconds) {}

  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[0]);
    int warmUp = Integer.parseInt(args[1]);
    String ports = args[2];
    List<String> targets = List.of(args[3].split(","));
    // Something to find; closed when the JVM ends.
    for (int i = 0; i < LISTENERS; i++) {
      LISTENING.add(new ServerSocket(0, 4_096, InetAddress.getLoopbackAddress()));
    }
    for (int i = 0; i < warmUp; i++) {
      scan(ports, targets);
    }
    List<Double> ratios = new ArrayList<>();
    boolean same = true;
    for (int round = 1; round <= rounds; round++) {
      Found ours = scan(ports, targets);
      Found theirs = nmap(ports, targets);
      ratios.add(ours.seconds() / theirs.seconds());
      boolean equal = ours.hosts().equals(theirs.hosts());
      same &= equal;
      System.out.printf(
          Locale.ROOT,
          "round %d: port_scan %.3f s, nmap %.3f s, ratio %.4f, %s%n",
          round,
          ours.seconds(),
          theirs.seconds(),
          ours.seconds() / theirs.seconds(),
          equal
              ? "same findings"
              : "DIFFERENT:\n ours   " + ours.hosts() + "\n theirs " + theirs.hosts());
    }
    ratios.sort(null);
    System.out.printf(
        Locale.ROOT,
        "median ratio %.4f over %d rounds; findings %s%n",
        ratios.get(ratios.size() / 2),
        rounds,
        same ? "identical" : "DIFFERENT");
    System.exit(same ? 0 : 1);
  }

  private static Found scan(String ports, List<String> targets) {
    PortScanTool tool = new PortScanTool(new ScanScope(ScopePolicy.DEFAULT), SETTINGS, 40_000);
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    arguments.put("ports", ports).put("banners", false);
    ArrayNode list = arguments.putArray("targets");
    targets.forEach(list::add);
    long start = System.nanoTime();
    Planning planning =
        tool.plan(new ToolCall("bench", PortScanTool.NAME, arguments, Caller.LOCAL))
            .toCompletableFuture()
            .join();
    if (!(planning instanceof Planning.Planned planned)) {
      throw new IllegalStateException("not planned: " + planning);
    }
    ToolOutcome outcome =
        tool.run(planned.plan(), Deadline.in(Duration.ofMinutes(5)), Progress.NONE)
            .outcome()
            .toCompletableFuture()
            .join();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (!(outcome instanceof Success success)) {
      throw new IllegalStateException("not scanned: " + outcome);
    }
    TreeMap<String, String> hosts = new TreeMap<>();
    for (JsonNode host : success.output().structured().orElseThrow().get("hosts")) {
      TreeMap<String, Integer> counts = new TreeMap<>();
      List<Integer> open = new ArrayList<>();
      for (JsonNode port : host.get("ports")) {
        if (port.get("state").asText().equals("open")) {
          open.add(port.get("port").asInt());
        } else {
          counts.merge(port.get("state").asText(), 1, Integer::sum);
        }
      }
      for (JsonNode other : host.path("other_ports")) {
        counts.merge(other.get("state").asText(), other.get("count").asInt(), Integer::sum);
      }
      hosts.put(host.get("address").asText(), open + " " + counts);
    }
    return new Found(hosts, seconds);
  }

  private static Found nmap(String ports, List<String> targets)
      throws IOException, InterruptedException {
    List<String> command =
        Stream.concat(
                Stream.of("nmap", "-sT", "-p", ports, "-T4", "-n", "-Pn", "-oG", "-"),
                targets.stream())
            .toList();
    long start = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = process.inputReader().lines().toList();
    process.waitFor();
    double seconds = (System.nanoTime() - start) / 1e9;
    TreeMap<String, String> hosts = new TreeMap<>();
    for (String line : lines) {
      if (line.contains("Ports: ") || line.contains("Ignored State: ")) {
        hosts.put(line.split(" ")[1], grepable(line));
      }
    }
    return new Found(hosts, seconds);
  }

  /** Reads a line such as {@code Host: … Ports: 22/open/tcp//… Ignored State: closed (99)}. */
  private static String grepable(String line) {
    TreeMap<String, Integer> counts = new TreeMap<>();
    List<Integer> open = new ArrayList<>();
    for (String field : line.split("\t")) {
      if (field.startsWith("Ports: ") && field.contains("/")) {
        for (String port : field.substring("Ports: ".length()).split(", ")) {
          String[] parts = port.strip().split("/");
          if (parts[1].equals("open")) {
            open.add(Integer.parseInt(parts[0]));
          } else {
            counts.merge(parts[1], 1, Integer::sum);
          }
        }
      } else if (field.startsWith("Ignored State: ")) {
        String[] parts = field.substring("Ignored State: ".length()).split("[ ()]+");
        counts.merge(parts[0], Integer.parseInt(parts[1]), Integer::sum);
      }
    }
    return open + " " + counts;
  }
}
