package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.app.Switchgear;
import io.switchgear.cluster.ClusterLab;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders through the operator API of whole servers in one cluster. */
@Tag("network")
@Tag("process")
class ClusterOrdersTest {

  private static final String HELD = "{\"operator\":\"ann\",\"reason\":\"moving the rack\"%s}";

  @TempDir private Path folder;

  private Switchgear serve(ClusterLab lab, String node) {
    return Switchgear.serve(
        lab.settings(
            node,
            Map.of(
                "switchgear.http.port",
                "0",
                "switchgear.data-dir",
                folder.resolve(node).toString())));
  }

  private static JsonNode breaker(OperatorDesk desk) {
    try {
      return OperatorDesk.json(desk.get(OperatorDesk.PORT_SCAN));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static HttpResponse<String> order(OperatorDesk desk, String action, String nodes) {
    try {
      return desk.order(OperatorDesk.PORT_SCAN + "/" + action, HELD.formatted(nodes));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitMode(OperatorDesk desk, String mode) {
    Await.until(
        "the mode " + mode,
        () -> breaker(desk),
        () -> breaker(desk).path("mode").asText().equals(mode));
  }

  @Test
  void anOrderIsForAllNodesOrForOne() throws Exception {
    try (ClusterLab lab = new ClusterLab("a");
        Switchgear a = serve(lab, "a");
        Switchgear b = serve(lab, "b");
        OperatorDesk ofA = new OperatorDesk(a.url().orElseThrow());
        OperatorDesk ofB = new OperatorDesk(b.url().orElseThrow())) {
      JsonNode all = OperatorDesk.json(order(ofA, "hold-open", ""));
      assertEquals("all", all.path("nodes").asText(), all::toString);
      assertEquals("yes", all.path("stored").asText(), all::toString);
      assertEquals("all", all.at("/override/nodes").asText(), all::toString);
      awaitMode(ofB, "hold-open");
      assertEquals(all.path("override"), breaker(ofB).path("override"));
      JsonNode audit = OperatorDesk.json(ofB.get("/api/v1/audit?limit=100"));
      assertTrue(audit.toString().contains("order hold-open port_scan"), audit::toString);
      assertTrue(audit.toString().contains("\"taken_by\":\"a\""), audit::toString);

      Await.until(
          "the name of b at a",
          () -> order(ofA, "disable", ",\"nodes\":\"b\"").body(),
          () -> order(ofA, "disable", ",\"nodes\":\"b\"").statusCode() == 200);
      awaitMode(ofB, "disabled");
      assertEquals("b", breaker(ofB).at("/override/nodes").asText());
      assertEquals("hold-open", breaker(ofA).path("mode").asText());
      HttpResponse<String> nowhere = order(ofA, "disable", ",\"nodes\":\"z\"");
      assertEquals(400, nowhere.statusCode(), nowhere::body);
      assertTrue(nowhere.body().contains("allowed are all, a, b"), nowhere::body);

      assertEquals(200, order(ofB, "auto", "").statusCode());
      awaitMode(ofA, "auto");
      awaitMode(ofB, "auto");
      assertFalse(breaker(ofB).has("override"));
    }
  }
}
