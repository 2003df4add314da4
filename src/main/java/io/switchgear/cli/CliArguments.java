package io.switchgear.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A tool's arguments from the command line. Only the tool validates them. */
final class CliArguments {

  private static final ObjectReader STRICT =
      McpClient.JSON.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private CliArguments() {}

  /**
   * @param json a JSON object, {@code @FILE}, or null for an empty object
   */
  static ObjectNode object(String json) {
    if (json == null) {
      return McpClient.JSON.createObjectNode();
    }
    try {
      String text = json.startsWith("@") ? Files.readString(Path.of(json.substring(1))) : json;
      if (STRICT.readTree(text) instanceof ObjectNode object) {
        return object;
      }
      throw usage("--json must be an object, such as '{\"targets\":[\"127.0.0.1\"]}'");
    } catch (JsonProcessingException bad) {
      throw usage("--json is not JSON: " + bad.getOriginalMessage());
    } catch (IOException unreadable) {
      throw usage("cannot read the file in --json " + json);
    }
  }

  /** Adds {@code NAME=VALUE} pairs, each converted to the type in the schema. */
  static void add(ObjectNode arguments, List<String> pairs, ObjectNode schema) {
    ObjectNode added = McpClient.JSON.createObjectNode();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw usage("--arg " + pair + ": give NAME=VALUE");
      }
      String name = pair.substring(0, equals);
      JsonNode property = schema.path("properties").path(name);
      if ("array".equals(property.path("type").asText())) {
        ArrayNode list = added.get(name) instanceof ArrayNode begun ? begun : added.putArray(name);
        addItems(list, pair.substring(equals + 1), property.path("items"));
      } else {
        added.set(name, value(pair.substring(equals + 1), property));
      }
    }
    arguments.setAll(added);
  }

  private static void addItems(ArrayNode list, String text, JsonNode items) {
    if (text.startsWith("[") && parsed(text) instanceof ArrayNode whole) {
      list.addAll(whole);
    } else {
      for (String item : text.split(",")) {
        list.add(value(item, items));
      }
    }
  }

  /** A value that does not match its type is sent as text, so that the tool reports it. */
  private static JsonNode value(String text, JsonNode schema) {
    return switch (schema.path("type").asText()) {
      case "integer", "number", "boolean", "object" -> parsed(text);
      default -> TextNode.valueOf(text);
    };
  }

  private static JsonNode parsed(String text) {
    try {
      return STRICT.readTree(text);
    } catch (IOException notJson) {
      return TextNode.valueOf(text);
    }
  }

  private static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }
}
