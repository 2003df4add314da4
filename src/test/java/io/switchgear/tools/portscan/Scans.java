package io.switchgear.tools.portscan;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.testing.Await;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.hosts.Ranges;
import io.switchgear.tools.report.ScanAnswer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** Starts scans and reads their reports. */
final class Scans {

  static final ScanLimits LIMITS =
      new ScanLimits(1024, 64, 0, 2, 1_000_000_000L, 256, 200_000_000L);

  private Scans() {}

  static ConnectScan start(
      List<InetAddress> hosts, int[] ports, ScanLimits limits, Progress progress) {
    return start(hosts, ports, limits, Duration.ofMinutes(5), progress);
  }

  static ConnectScan start(
      List<InetAddress> hosts,
      int[] ports,
      ScanLimits limits,
      Duration allowed,
      Progress progress) {
    return new ConnectScan(
            hosts,
            address -> "",
            ports,
            limits,
            List.of(),
            new ScanAnswer(40_000, false),
            Deadline.in(allowed),
            progress)
        .start();
  }

  /** Runs a scan to its end and returns the report of its success. */
  static JsonNode run(List<InetAddress> hosts, int[] ports, ScanLimits limits) throws Exception {
    return report(await(start(hosts, ports, limits, Progress.NONE).outcome()));
  }

  static <T> T await(CompletionStage<T> stage) throws Exception {
    return Await.result("the stage", stage);
  }

  /** The findings of a scan, for any outcome. */
  static JsonNode report(ToolOutcome outcome) {
    ToolOutput output =
        switch (outcome) {
          case Success success -> success.output();
          case TimedOut timedOut -> timedOut.partial();
          case Cancelled cancelled -> cancelled.partial();
          case Failed failed -> throw new AssertionError(failed);
          case Rejected rejected -> throw new AssertionError(rejected);
          case InvalidInput invalid -> throw new AssertionError(invalid);
          case OutOfScope denied -> throw new AssertionError(denied);
        };
    return output.structured().orElseThrow();
  }

  /** The number of ports per state, including those that are only counted. */
  static TreeMap<String, Integer> states(JsonNode host) {
    TreeMap<String, Integer> states = new TreeMap<>();
    for (JsonNode port : host.path("ports")) {
      states.merge(port.get("state").asText(), 1, Integer::sum);
    }
    host.properties().stream()
        .filter(field -> field.getValue().has("count"))
        .forEach(
            group ->
                states.merge(group.getKey(), group.getValue().get("count").asInt(), Integer::sum));
    return states;
  }

  /** The host with that address, or the group that contains it. */
  static JsonNode host(JsonNode report, InetAddress address) {
    for (JsonNode host : report.path("hosts")) {
      if (host.path("address").asText().equals(address.getHostAddress())) {
        return host;
      }
    }
    for (String fate : List.of("up", "timed_out", "unreachable", "silent", "unscanned")) {
      JsonNode groups = report.path(fate);
      for (JsonNode group : groups.isArray() ? groups : List.of(groups)) {
        if (Ranges.addresses(group.path("ranges").asText(), 1_000)
            .contains(address.getHostAddress())) {
          return group;
        }
      }
    }
    throw new AssertionError(address + " is not in " + report);
  }

  static JsonNode port(JsonNode host, int number) {
    for (JsonNode port : host.get("ports")) {
      if (port.get("port").asInt() == number) {
        return port;
      }
    }
    throw new AssertionError("port " + number + " is not listed in " + host);
  }
}
