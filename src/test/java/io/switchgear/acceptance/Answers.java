package io.switchgear.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** Reads results of tools and bodies of responses. */
final class Answers {

  static final ObjectMapper JSON = new ObjectMapper();

  private Answers() {}

  /** The ports that a scan's structured result reports open, over all hosts. */
  static List<Integer> openPorts(JsonNode callToolResult) {
    List<Integer> open = new ArrayList<>();
    for (JsonNode host : callToolResult.path("structuredContent").path("hosts")) {
      for (JsonNode port : host.path("ports")) {
        if (port.path("state").asText().equals("open")) {
          open.add(port.path("port").asInt());
        }
      }
    }
    return open;
  }

  /** The JSON-RPC messages in a body that is either one JSON object or an event stream. */
  static List<JsonNode> messages(String body) throws JsonProcessingException {
    if (body.stripLeading().startsWith("{")) {
      return List.of(JSON.readTree(body));
    }
    List<JsonNode> messages = new ArrayList<>();
    for (String line : body.lines().toList()) {
      if (line.startsWith("data:") && !line.substring(5).isBlank()) {
        messages.add(JSON.readTree(line.substring(5)));
      }
    }
    return messages;
  }
}
