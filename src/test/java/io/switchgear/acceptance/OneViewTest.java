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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any node shows the health, the calls and the work of all nodes, and ends a call of any. */
@Tag("network")
@Tag("process")
class OneViewTest {

  private static final String SLOW =
      "\"name\":\"port_scan\",\"arguments\":"
          + "{\"targets\":[\"127.0.0.1\"],\"ports\":\"1-1000\",\"rate\":5}";

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

  private static JsonNode get(OperatorDesk desk, String path) {
    try {
      return OperatorDesk.json(desk.get(path));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode await(OperatorDesk desk, String path, Predicate<JsonNode> wanted) {
    return Await.value(path, () -> get(desk, path), wanted);
  }

  private static Optional<JsonNode> node(JsonNode list, String field, String name) {
    return StreamSupport.stream(list.path("nodes").spliterator(), false)
        .filter(node -> node.path(field).asText().equals(name))
        .findFirst();
  }

  private static boolean hasWork(JsonNode cluster, String name, Predicate<JsonNode> wanted) {
    return node(cluster, "name", name).map(node -> node.path("work")).filter(wanted).isPresent();
  }

  @Test
  void everyNodeShowsAllAndEndsTheCallsOfAll() throws Exception {
    try (ClusterLab lab = new ClusterLab("a");
        Switchgear a = serve(lab, "a");
        OperatorDesk ofA = new OperatorDesk(a.url().orElseThrow())) {
      JsonNode alone = get(ofA, "/api/v1/calls?nodes=all");
      assertEquals("a", alone.at("/nodes/0/node").asText(), alone::toString);
      try (Switchgear b = serve(lab, "b");
          OperatorDesk ofB = new OperatorDesk(b.url().orElseThrow())) {
        theWorkOfBothIsShown(ofA, ofB);
        theHealthOfBothIsShown(ofB);
        aCallIsListedAndCancelledThroughTheOther(ofA, ofB);
        badNodesAreRefused(ofA);
      }
      aNodeThatHasLeftIsShownNoMore(ofA);
    }
  }

  private static void theWorkOfBothIsShown(OperatorDesk ofA, OperatorDesk ofB) {
    for (OperatorDesk desk : List.of(ofA, ofB)) {
      JsonNode cluster =
          await(
              desk,
              "/api/v1/cluster",
              all ->
                  hasWork(all, "a", work -> work.path("health").isTextual())
                      && hasWork(
                          all,
                          "b",
                          work -> work.path("health").isTextual() && work.path("blocks").isNumber())
                      && !all.path("scheduler").isNull());
      assertEquals("a", cluster.path("scheduler").asText(), "the oldest: " + cluster);
      JsonNode work = node(cluster, "name", "b").orElseThrow().path("work");
      assertEquals(0, work.path("blocks").asInt(-1), work::toString);
      assertEquals(0, work.path("jobs").asInt(-1), work::toString);
    }
  }

  private static void theHealthOfBothIsShown(OperatorDesk desk) {
    JsonNode health = get(desk, "/api/v1/health?nodes=all");
    assertEquals(2, health.path("nodes").size(), health::toString);
    for (String name : List.of("a", "b")) {
      JsonNode node = node(health, "node", name).orElseThrow();
      assertTrue(node.path("answered").asBoolean(), node::toString);
      assertFalse(node.at("/health/checks").isEmpty(), node::toString);
      assertTrue(node.at("/health/age_seconds").isNumber(), node::toString);
    }
    assertTrue(get(desk, "/api/v1/health").has("checks"), "without nodes as ever");
  }

  private static void aCallIsListedAndCancelledThroughTheOther(OperatorDesk ofA, OperatorDesk ofB)
      throws Exception {
    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return ofB.mcp("tools/call", "port_scan", SLOW).toString();
              } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
              }
            },
            task -> Thread.startVirtualThread(task));
    JsonNode calls = await(ofA, "/api/v1/calls?nodes=all", all -> !all.path("calls").isEmpty());
    assertEquals("b", calls.at("/calls/0/node").asText(), calls::toString);
    assertEquals(1, node(calls, "node", "b").orElseThrow().path("running").asInt());
    assertTrue(get(ofA, "/api/v1/calls").path("calls").isEmpty(), "a runs none");
    await(
        ofA,
        "/api/v1/cluster",
        all -> hasWork(all, "b", w -> w.path("running_calls").asInt() == 1));

    String id = calls.at("/calls/0/call_id").asText();
    HttpResponse<String> done =
        ofA.order(
            "/api/v1/calls/" + id + "/cancel", "{\"operator\":\"ann\",\"reason\":\"wrong net\"}");
    assertEquals(200, done.statusCode(), done::body);
    assertEquals("cancelled", OperatorDesk.json(done).path("outcome").asText(), done::body);
    String told = Await.result("the answer", answer);
    assertTrue(told.contains("ann") && told.contains("wrong net"), told);
    assertEquals(
        404, ofA.order("/api/v1/calls/" + id + "/cancel", "{}").statusCode(), "it is over");
    JsonNode audit = get(ofA, "/api/v1/audit?limit=50");
    assertTrue(audit.toString().contains("/api/v1/calls/" + id + "/cancel"), audit::toString);
  }

  private static void badNodesAreRefused(OperatorDesk desk) throws Exception {
    for (String path : List.of("/api/v1/calls", "/api/v1/health")) {
      HttpResponse<String> refused = desk.get(path + "?nodes=z");
      assertEquals(400, refused.statusCode(), refused::body);
      assertTrue(refused.body().contains("all, a, b"), refused::body);
      assertEquals(400, desk.get(path + "?node=a").statusCode());
      assertEquals(1, OperatorDesk.json(desk.get(path + "?nodes=b")).path("nodes").size());
    }
  }

  private static void aNodeThatHasLeftIsShownNoMore(OperatorDesk ofA) {
    await(ofA, "/api/v1/cluster", all -> all.path("nodes").size() == 1);
    JsonNode health = get(ofA, "/api/v1/health?nodes=all");
    assertEquals(1, health.path("nodes").size(), health::toString);
  }
}
