package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.app.Switchgear;
import io.switchgear.cluster.ClusterLab;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients of one server hear of what happens on the other one of its cluster. */
@Tag("network")
@Tag("process")
class EventsOfTwoServersTest {

  private static final String URI_OF_BREAKERS = "circuit-breaker://stats";
  private static final String HELD =
      "{\"operator\":\"ann\",\"reason\":\"moving the rack\",\"nodes\":\"a\"}";

  @TempDir private Path folder;

  private record Told(String id, JsonNode event) {}

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

  private static BufferedReader stream(OperatorDesk desk, String lastId) throws Exception {
    return desk.open(desk.request("/api/v1/events").header("Last-Event-ID", lastId).build());
  }

  /** The next event with an id of a type. */
  private static Told next(BufferedReader stream, String type) throws IOException {
    String id = "";
    for (String line = stream.readLine(); line != null; line = stream.readLine()) {
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("data: ")) {
        JsonNode event = McpHttp.JSON.readTree(line.substring(6));
        if (event.path("type").asText().equals(type) && !id.isEmpty()) {
          return new Told(id, event);
        }
        id = "";
      }
    }
    throw new AssertionError("the stream ended without " + type);
  }

  private static void awaitNodes(OperatorDesk desk) {
    Await.until(
        "two nodes",
        () -> cluster(desk),
        () ->
            cluster(desk).path("nodes").size() == 2
                && cluster(desk)
                    .path("nodes")
                    .valueStream()
                    .allMatch(
                        node ->
                            node.path("status").asText().equals("up")
                                && !node.path("name").asText().isEmpty()));
  }

  private static JsonNode cluster(OperatorDesk desk) {
    try {
      return OperatorDesk.json(desk.get("/api/v1/cluster"));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void streamsAndSubscriptionsOfOneServerTellWhatHappensOnTheOther() throws Exception {
    try (ClusterLab lab = new ClusterLab("a");
        Switchgear a = serve(lab, "a");
        Switchgear b = serve(lab, "b");
        OperatorDesk ofA = new OperatorDesk(a.url().orElseThrow());
        OperatorDesk ofB = new OperatorDesk(b.url().orElseThrow());
        Visitor client = new Visitor(b.url().orElseThrow(), Optional.empty())) {
      awaitNodes(ofA);
      awaitNodes(ofB);
      HttpResponse<InputStream> listening =
          client.open(
              client.modern(
                  "subscriptions/listen",
                  "",
                  "'notifications':{'toolsListChanged':true,'resourceSubscriptions':['"
                      + URI_OF_BREAKERS
                      + "']}"));
      try (BufferedReader notifications = reader(listening);
          BufferedReader atB = stream(ofB, "0")) {
        line(notifications, "acknowledged");
        a.publish(new CatalogChange.ToolsListed());
        line(notifications, "notifications/tools/list_changed");

        assertEquals(200, ofA.order(OperatorDesk.PORT_SCAN + "/hold-open", HELD).statusCode());
        Told opened = next(atB, "breaker_transition");
        assertEquals("a", opened.event().path("node").asText(), opened.event()::toString);
        assertEquals("open", opened.event().path("to_state").asText());
        assertTrue(line(notifications, "resources/updated").contains(URI_OF_BREAKERS));

        // The same events at the other server, from the cursor of the first one on.
        assertEquals(200, ofA.order(OperatorDesk.PORT_SCAN + "/auto", HELD).statusCode());
        List<String> jobs = jobAt(b.url().orElseThrow());
        try (BufferedReader atA = stream(ofA, opened.id())) {
          assertEquals(
              "half_open", next(atA, "breaker_transition").event().path("to_state").asText());
          assertEquals(jobs, states(atA));
          assertEquals(jobs, states(atB), "each change of a job once");
        }
      }
    }
  }

  /** The states of a job that has ended. */
  private static List<String> jobAt(URI server) {
    JobsHttp jobs = new JobsHttp(server);
    String id =
        jobs.start(
            "{\"tool\":\"port_scan\",\"arguments\":{\"targets\":[\"127.0.0.1\"],\"ports\":\"1\"}}");
    jobs.until(id, "completed");
    return List.of("completed", "planning", "queued", "running");
  }

  private static List<String> states(BufferedReader stream) throws IOException {
    List<String> states = new ArrayList<>();
    while (states.size() < 4) {
      states.add(next(stream, "job_changed").event().path("state").asText());
    }
    // Different nodes may have made the changes.
    return states.stream().sorted().toList();
  }

  private static BufferedReader reader(HttpResponse<InputStream> response) {
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  private static String line(BufferedReader events, String part) throws IOException {
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.contains(part)) {
        return line;
      }
    }
    throw new AssertionError("the stream ended without " + part);
  }
}
