package io.switchgear.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks are stored: a server that starts again goes on with them, and still has their results. */
@Tag("network")
@Tag("process")
class TaskRestartTest {

  @Test
  void tasksSurviveARestart() {
    FixtureServer server = FixtureServer.start(0);
    String ended;
    String asking;
    String running;
    JsonNode result;
    try (TaskClient client = new TaskClient(server.mcp())) {
      ended = client.start("failing_job", "{}");
      result = client.await(ended, "completed").path("result");
      asking = client.start("multi_input", "{}");
      client.await(asking, "input_required");
      client.update(asking, "{'name.1':{'action':'accept','content':{'name':'Ada'}}}");
      running = client.start("slow_compute", "{'seconds':3,'label':'again'}");
    } finally {
      server = server.restart();
    }
    try (TaskClient client = new TaskClient(server.mcp())) {
      assertEquals(result, client.get(ended).path("result"));
      JsonNode open = client.await(asking, "input_required").path("inputRequests");
      assertEquals("confirm.1", String.join(" ", names(open)));
      client.update(asking, "{'confirm.1':{'action':'accept','content':{'confirm':true}}}");
      assertEquals(
          "both answered", client.await(asking, "completed").at("/result/content/0/text").asText());
      assertEquals(
          "computed again",
          client.await(running, "completed").at("/result/content/0/text").asText());
    } finally {
      server.close();
    }
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
