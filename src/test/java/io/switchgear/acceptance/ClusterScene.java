package io.switchgear.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.app.Switchgear;
import io.switchgear.breaker.BreakerState;
import io.switchgear.cluster.ClusterLab;
import io.switchgear.cluster.ClusterLab.LabNode;
import io.switchgear.cluster.place.ToolState;
import io.switchgear.cluster.report.NodeAnswers;
import io.switchgear.cluster.report.NodeWork;
import io.switchgear.cluster.report.Reports;
import io.switchgear.cluster.view.BreakerView;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Three nodes in one cluster: two whole servers, and a node that tells what the scene says and can
 * be killed.
 */
final class ClusterScene implements AutoCloseable {

  private static final String SLOW =
      "\"name\":\"port_scan\",\"arguments\":"
          + "{\"targets\":[\"127.0.0.1\"],\"ports\":\"1-1000\",\"rate\":5}";

  private static final List<String> TOOLS =
      List.of(
          "nmap",
          "port_scan",
          "scan_compare",
          "scan_control",
          "scan_get",
          "scan_list",
          "scan_start");

  private final Path folder;
  private final ClusterLab lab = new ClusterLab("node-1", "node-2");
  private final Switchgear first;
  private final Switchgear second;
  private final OperatorDesk desk;
  private final OperatorDesk otherDesk;

  ClusterScene(Path folder) {
    this.folder = folder;
    this.first = serve("node-1");
    this.second = serve("node-2");
    LabNode third = lab.start("node-3");
    BreakerView.start(
        third.system(), "node-3", third.members(), ClusterScene::tools, System::nanoTime);
    Reports.start(third.system(), "node-3", third.members(), new Third(), System::nanoTime);
    this.desk = new OperatorDesk(first.url().orElseThrow());
    this.otherDesk = new OperatorDesk(second.url().orElseThrow());
    Await.value("three nodes", this::cluster, ClusterScene::isWhole);
  }

  private Switchgear serve(String node) {
    return Switchgear.serve(
        lab.settings(
            node,
            Map.of(
                "switchgear.http.port",
                "0",
                "switchgear.data-dir",
                folder.resolve(node).toString())));
  }

  private static Map<String, ToolState> tools() {
    Map<String, ToolState> all = new HashMap<>();
    TOOLS.forEach(tool -> all.put(tool, tool(BreakerState.CLOSED, 0, 10)));
    all.put("nmap", tool(BreakerState.OPEN, 93, 0));
    all.put("scan_compare", tool(BreakerState.HALF_OPEN, 2, 0));
    return all;
  }

  private static ToolState tool(BreakerState state, int retryAfter, int room) {
    return new ToolState(state, Duration.ofSeconds(retryAfter), room, 0, false, Optional.empty());
  }

  private static boolean isWhole(JsonNode cluster) {
    int told = 0;
    for (JsonNode node : cluster.path("nodes")) {
      told += node.at("/work/health").isTextual() && !node.path("breakers").isEmpty() ? 1 : 0;
    }
    return told == 3 && cluster.path("scheduler").isTextual();
  }

  JsonNode cluster() {
    return get("/api/v1/cluster");
  }

  JsonNode get(String path) {
    try {
      return OperatorDesk.json(desk.get(path));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The dashboard of the first node. */
  URI dashboard() {
    return first.url().orElseThrow().resolve("/");
  }

  /** Starts a call on the second node that runs until it is cancelled. */
  CompletableFuture<JsonNode> callOnTheSecond() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return otherDesk.mcp("tools/call", "port_scan", SLOW);
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        },
        task -> Thread.startVirtualThread(task));
  }

  /** Ends the third node without a word to the others. */
  void killThird() {
    lab.kill("node-3");
  }

  @Override
  public void close() {
    desk.close();
    otherDesk.close();
    second.close();
    first.close();
    lab.close();
  }

  /** What the third node says of itself. */
  private static final class Third implements NodeAnswers {

    @Override
    public CompletionStage<NodeWork> work() {
      return CompletableFuture.completedFuture(
          new NodeWork(
              Optional.of("degraded"),
              List.of("breaker:nmap"),
              0,
              0,
              Optional.of(1),
              Optional.of(2),
              false,
              Map.of()));
    }

    @Override
    public CompletionStage<String> healthJson() {
      return CompletableFuture.completedFuture("{\"status\":\"degraded\"}");
    }

    @Override
    public String callsJson() {
      return "{\"calls\":[]}";
    }

    @Override
    public CompletionStage<Optional<String>> cancel(String id, String operator, String reason) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
  }
}
