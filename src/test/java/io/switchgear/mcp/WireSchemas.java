package io.switchgear.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Holds what the server sends against the specification's own schemas. */
public final class WireSchemas {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Map<String, Schema> COMPILED = new ConcurrentHashMap<>();
  private static final Map<String, String> RESULTS =
      Map.ofEntries(
          Map.entry("initialize", "InitializeResult"),
          Map.entry("server/discover", "DiscoverResult"),
          Map.entry("tools/list", "ListToolsResult"),
          Map.entry("tools/call", "CallToolResult"),
          Map.entry("resources/list", "ListResourcesResult"),
          Map.entry("resources/templates/list", "ListResourceTemplatesResult"),
          Map.entry("resources/read", "ReadResourceResult"),
          Map.entry("subscriptions/listen", "SubscriptionsListenResult"),
          Map.entry("prompts/list", "ListPromptsResult"),
          Map.entry("prompts/get", "GetPromptResult"),
          Map.entry("completion/complete", "CompleteResult"),
          Map.entry("logging/setLevel", "EmptyResult"),
          Map.entry("resources/subscribe", "EmptyResult"),
          Map.entry("resources/unsubscribe", "EmptyResult"),
          Map.entry("ping", "EmptyResult"));

  /** What the server may send unasked, and what it is. */
  private static final Map<String, String> UNASKED =
      Map.ofEntries(
          Map.entry("notifications/progress", "ProgressNotification"),
          Map.entry("notifications/message", "LoggingMessageNotification"),
          Map.entry("notifications/cancelled", "CancelledNotification"),
          Map.entry("notifications/tools/list_changed", "ToolListChangedNotification"),
          Map.entry("notifications/prompts/list_changed", "PromptListChangedNotification"),
          Map.entry("notifications/resources/list_changed", "ResourceListChangedNotification"),
          Map.entry("notifications/resources/updated", "ResourceUpdatedNotification"),
          Map.entry(
              "notifications/subscriptions/acknowledged", "SubscriptionsAcknowledgedNotification"),
          Map.entry("elicitation/create", "ElicitRequest"),
          Map.entry("sampling/createMessage", "CreateMessageRequest"),
          Map.entry("roots/list", "ListRootsRequest"));

  private static final String TASKS = "ext-tasks";

  /** Of the extension for tasks, which has a schema of its own. */
  private static final Map<String, String> OF_TASKS =
      Map.of(
          "tasks/get", "GetTaskResult",
          "tasks/update", "UpdateTaskResult",
          "tasks/cancel", "CancelTaskResult",
          "notifications/tasks", "TaskStatusNotification");

  private WireSchemas() {}

  /** Parses and checks one message or array; {@code method} is what a result answers. */
  public static JsonNode check(boolean modern, String method, byte[] sent) {
    JsonNode message = read(sent);
    if (message.isArray()) {
      message.forEach(element -> checkOne(modern, method, element));
    } else {
      checkOne(modern, method, message);
    }
    return message;
  }

  private static void checkOne(boolean modern, String method, JsonNode message) {
    String revision = modern ? "2026-07-28" : "2025-11-25";
    valid(revision, "JSONRPCMessage", message);
    if (message.has("result")) {
      JsonNode result = message.get("result");
      String type = result.path("resultType").asText();
      if (type.equals("task")) {
        assertEquals("tools/call", method);
        valid(TASKS, "CreateTaskResult", result);
      } else if (OF_TASKS.containsKey(method)) {
        valid(TASKS, OF_TASKS.get(method), result);
        task(result);
      } else if (RESULTS.containsKey(method)) {
        boolean asks = type.equals("input_required");
        valid(revision, asks ? "InputRequiredResult" : RESULTS.get(method), result);
      }
      assertEquals(modern, result.has("resultType"), () -> "resultType in " + message);
      assertTrue(modern || !result.has("ttlMs") && !result.has("cacheScope"), message::toString);
    } else if (message.has("error")) {
      valid(revision, "JSONRPCErrorResponse", message);
      assertFalse(message.path("error").path("message").asText().isBlank());
    } else if (OF_TASKS.containsKey(message.path("method").asText())) {
      assertTrue(modern, () -> "a task to a legacy client: " + message);
      valid(TASKS, OF_TASKS.get(message.path("method").asText()), message);
      task(message.path("params"));
    } else {
      String sent = UNASKED.get(message.path("method").asText());
      assertNotNull(sent, () -> "not to be sent unasked: " + message);
      assertFalse(modern && message.has("id"), () -> "a request to a modern client: " + message);
      valid(revision, sent, message);
    }
  }

  /** A result within a task is what the call would have answered. */
  private static void task(JsonNode task) {
    if (task.has("result")) {
      valid("2026-07-28", "CallToolResult", task.get("result"));
    }
    if (task.has("inputRequests")) {
      valid("2026-07-28", "InputRequests", task.get("inputRequests"));
    }
  }

  private static void valid(String revision, String definition, JsonNode value) {
    List<com.networknt.schema.Error> errors = schema(revision, definition).validate(value);
    assertTrue(errors.isEmpty(), () -> revision + " " + definition + ": " + errors + " " + value);
  }

  private static Schema schema(String revision, String definition) {
    return COMPILED.computeIfAbsent(
        revision + definition,
        ignored -> {
          ObjectNode root = (ObjectNode) read(resource(revision));
          root.put("$ref", "#/$defs/" + definition);
          return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(root);
        });
  }

  private static byte[] resource(String revision) {
    try (InputStream in =
        WireSchemas.class.getResourceAsStream("/mcp-schema/" + revision + ".json")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(byte[] json) {
    try {
      return MAPPER.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
