package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.app.Switchgear;
import io.switchgear.cluster.ClusterLab;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole servers that place calls on each other: two workers and a gateway. */
@Tag("network")
@Tag("process")
class PlacedCallsTest {

  private static final String NOBODY = "{\"operator\":\"ann\",\"reason\":\"moving the rack\"%s}";
  private static final AtomicInteger PORTS = new AtomicInteger();

  @TempDir private Path folder;

  private Switchgear serve(ClusterLab lab, String node, Map<String, String> further) {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "switchgear.http.port",
                "0",
                "switchgear.data-dir",
                folder.resolve(node).toString()));
    settings.putAll(further);
    return Switchgear.serve(lab.settings(node, settings));
  }

  /** Different from each other, so that no answer is shared. */
  private static ToolOutcome scan(Switchgear node, String caller) {
    int port = 20_000 + PORTS.incrementAndGet();
    ToolCall call =
        HeldTools.call(
            "port_scan",
            "{'targets':['127.0.0.1'],'ports':'%d'}".formatted(port),
            new Caller(caller, Set.of(Caller.Permission.SCAN_RUN)));
    return HeldTools.outcome(node.catalog().call(call, Progress.NONE));
  }

  /** A node is known as a member sooner than as one that takes calls. */
  private static void awaitSuccess(Switchgear node, String caller) {
    Await.value(
        "a success of " + caller, () -> scan(node, caller), outcome -> outcome instanceof Success);
  }

  private static String records(OperatorDesk desk) throws Exception {
    return desk.get("/api/v1/audit?limit=100").body();
  }

  private static void awaitView(OperatorDesk desk, String node, String state) {
    Await.until(
        "the breaker of " + node + " is " + state,
        () -> cluster(desk),
        () -> stateOf(cluster(desk), node).equals(state));
  }

  private static String stateOf(JsonNode cluster, String name) {
    for (JsonNode node : cluster.path("nodes")) {
      if (node.path("name").asText().equals(name)) {
        return node.at("/breakers/port_scan/state").asText();
      }
    }
    return "";
  }

  private static JsonNode cluster(OperatorDesk desk) {
    try {
      return OperatorDesk.json(desk.get("/api/v1/cluster"));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void callsGoWhereTheBreakerAdmitsThem() throws Exception {
    try (ClusterLab lab = new ClusterLab("a");
        Switchgear a = serve(lab, "a", Map.of());
        Switchgear b = serve(lab, "b", Map.of());
        Switchgear g = serve(lab, "g", Map.of("switchgear.cluster.roles", "gateway"));
        OperatorDesk ofA = new OperatorDesk(a.url().orElseThrow());
        OperatorDesk ofB = new OperatorDesk(b.url().orElseThrow());
        OperatorDesk ofG = new OperatorDesk(g.url().orElseThrow())) {
      for (OperatorDesk desk : List.of(ofA, ofB, ofG)) {
        Await.until("a node that is ready", () -> desk.get("/health/ready").statusCode() == 200);
      }
      awaitView(ofA, "b", "closed");
      awaitView(ofG, "a", "closed");
      awaitView(ofG, "b", "closed");
      assertInstanceOf(Success.class, scan(a, "at-home"));
      assertTrue(records(ofA).contains("at-home"));

      assertEquals(200, hold(ofA, ",\"nodes\":\"a\"").statusCode());
      awaitView(ofA, "a", "open");
      awaitView(ofG, "a", "open");
      awaitSuccess(a, "moved-to-b");
      assertTrue(records(ofA).contains("moved-to-b"));
      JsonNode there = record(ofB, "moved-to-b");
      assertTrue(there.toString().contains("a/"), there::toString);
      assertTrue(there.toString().contains("127.0.0.1"), there::toString);

      awaitSuccess(g, "by-the-gateway");
      assertTrue(record(ofB, "by-the-gateway").toString().contains("g/"));

      assertEquals(200, hold(ofB, ",\"nodes\":\"all\"").statusCode());
      awaitView(ofG, "b", "open");
      Rejected refused = assertInstanceOf(Rejected.class, scan(g, "too-late"));
      assertEquals(Refusal.CIRCUIT_OPEN, refused.refusal(), refused::message);
      assertTrue(refused.message().contains("any node"), refused::message);
    }
  }

  private static HttpResponse<String> hold(OperatorDesk desk, String nodes) throws Exception {
    return desk.order(OperatorDesk.PORT_SCAN + "/hold-open", NOBODY.formatted(nodes));
  }

  private static JsonNode record(OperatorDesk desk, String caller) throws Exception {
    for (JsonNode record : OperatorDesk.json(desk.get("/api/v1/audit?limit=100")).path("records")) {
      if (record.toString().contains(caller)) {
        return record;
      }
    }
    throw new AssertionError("no record of " + caller + " in " + records(desk));
  }
}
