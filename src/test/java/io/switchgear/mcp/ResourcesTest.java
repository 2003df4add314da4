package io.switchgear.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.switchgear.mcp.catalog.McpOffer;
import io.switchgear.mcp.catalog.ResourceCatalog;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.mcp.legacy.TestSessions;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.Json;
import io.switchgear.mcp.wire.ListedResource;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.tool.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

class ResourcesTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** One document, one template of it, and an address whose reading the test completes. */
  private static final class Shelf implements ResourceCatalog {
    final CompletableFuture<Optional<Document>> later = new CompletableFuture<>();

    @Override
    public List<ListedResource> resources() {
      return List.of(
          new ListedResource("lamp://all", "lamps", "Lamps", "All lamps.", "application/json"));
    }

    @Override
    public List<ListedResource> templates() {
      return List.of(
          new ListedResource(
              "lamp://all/{name}", "lamp", "A lamp", "One lamp.", "application/json"));
    }

    @Override
    public CompletionStage<Optional<Document>> read(String uri, Caller caller) {
      return switch (uri) {
        case "lamp://all" ->
            CompletableFuture.completedFuture(
                Optional.of(new Document("application/json", "{\"lamps\":3}")));
        case "lamp://later" -> later;
        case "lamp://broken" -> throw new IllegalStateException("broken");
        default -> CompletableFuture.completedFuture(Optional.empty());
      };
    }
  }

  private final Shelf shelf = new Shelf();
  private final McpServer server =
      new McpServer(
          new McpOffer(new FixtureTools(), Optional.of(shelf), Optional.empty(), Set.of()),
          new ServerIdentity("switchgear", "Switchgear", "1.2.3", ""),
          TestSessions.of(3),
          McpServer.randomKey());
  private Optional<String> session = Optional.empty();

  private JsonNode send(Era era, String method, ObjectNode params) {
    return switch (era) {
      case MODERN -> modern(method, params);
      case LEGACY -> {
        if (session.isEmpty()) {
          ObjectNode hello = Json.object().put("protocolVersion", "2025-11-25");
          hello.putObject("capabilities");
          McpReply.Json opened = answer("initialize", hello, Optional.empty(), Optional.empty());
          session = opened.sessionId();
        }
        yield tree(answer(method, params, Optional.empty(), session));
      }
    };
  }

  private JsonNode modern(String method, ObjectNode params) {
    ObjectNode meta = params.putObject("_meta");
    meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
    meta.putObject("io.modelcontextprotocol/clientCapabilities");
    return tree(answer(method, params, Optional.of("2026-07-28"), Optional.empty()));
  }

  private McpReply.Json answer(
      String method, ObjectNode params, Optional<String> version, Optional<String> inSession) {
    RequestHead head =
        new RequestHead(
            version,
            version.map(modern -> method),
            version.isPresent()
                ? Optional.ofNullable(params.get("uri")).map(JsonNode::asText)
                : Optional.empty(),
            inSession);
    ObjectNode message = Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", method);
    message.set("params", params);
    byte[] body = message.toString().getBytes(StandardCharsets.UTF_8);
    return switch (TestClient.settled(server.handle(head, body, Caller.LOCAL))) {
      case McpReply.Json now -> now;
      case McpReply.InFlight running -> TestClient.await(running.exchange());
      case McpReply.Accepted ignored -> throw new AssertionError("accepted only");
      case McpReply.NoContent ignored -> throw new AssertionError("no content");
    };
  }

  private static JsonNode tree(McpReply.Json json) {
    try {
      assertEquals(200, json.status());
      return MAPPER.readTree(json.body());
    } catch (IOException notJson) {
      throw new AssertionError(notJson);
    }
  }

  private static void assertValid(Era era, String definition, JsonNode result) {
    String revision = era == Era.MODERN ? "2026-07-28" : "2025-11-25";
    try (InputStream in =
        ResourcesTest.class.getResourceAsStream("/mcp-schema/" + revision + ".json")) {
      ObjectNode schema = (ObjectNode) MAPPER.readTree(in);
      schema.put("$ref", "#/$defs/" + definition);
      assertEquals(
          List.of(),
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(schema)
              .validate(result));
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private static void assertKept(Era era, long ttlMs, JsonNode result) {
    assertEquals(era == Era.MODERN, result.has("ttlMs"));
    assertEquals(era == Era.MODERN ? "private" : "", result.path("cacheScope").asText());
    assertEquals(era == Era.MODERN ? ttlMs : 0, result.path("ttlMs").asLong());
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void resourcesAreListed(Era era) {
    JsonNode result = send(era, "resources/list", Json.object()).path("result");
    assertValid(era, "ListResourcesResult", result);
    assertKept(era, 60_000, result);
    assertEquals(
        "{\"uri\":\"lamp://all\",\"name\":\"lamps\",\"title\":\"Lamps\","
            + "\"description\":\"All lamps.\",\"mimeType\":\"application/json\"}",
        result.path("resources").path(0).toString());
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void templatesAreListed(Era era) {
    JsonNode result = send(era, "resources/templates/list", Json.object()).path("result");
    assertValid(era, "ListResourceTemplatesResult", result);
    assertKept(era, 60_000, result);
    assertEquals(
        "lamp://all/{name}", result.path("resourceTemplates").path(0).path("uriTemplate").asText());
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void aResourceIsReadAndOldAtOnce(Era era) {
    JsonNode result =
        send(era, "resources/read", Json.object().put("uri", "lamp://all")).path("result");
    assertValid(era, "ReadResourceResult", result);
    assertKept(era, 0, result);
    assertEquals(
        "[{\"uri\":\"lamp://all\",\"mimeType\":\"application/json\",\"text\":\"{\\\"lamps\\\":3}\"}]",
        result.path("contents").toString());
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void readingMayTakeAWhile(Era era) {
    shelf.later.completeOnTimeout(
        Optional.of(new ResourceCatalog.Document("text/plain", "at last")),
        50,
        TimeUnit.MILLISECONDS);
    JsonNode answer = send(era, "resources/read", Json.object().put("uri", "lamp://later"));
    assertEquals("at last", answer.at("/result/contents/0/text").asText());
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void whatIsNotThereIsAnErrorThatNamesTheAddress(Era era) {
    JsonNode error =
        send(era, "resources/read", Json.object().put("uri", "lamp://none")).path("error");
    assertEquals(era == Era.MODERN ? -32602 : -32002, error.path("code").asInt());
    assertEquals("lamp://none", error.path("data").path("uri").asText());
    assertTrue(error.path("message").asText().startsWith("Resource not found: 'lamp://none'"));
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void aReadingThatBreaksIsAnInternalError(Era era) {
    JsonNode thrown = send(era, "resources/read", Json.object().put("uri", "lamp://broken"));
    assertEquals(-32603, thrown.at("/error/code").asInt());
    shelf.later.completeExceptionally(new IllegalStateException("secret"));
    JsonNode failed = send(era, "resources/read", Json.object().put("uri", "lamp://later"));
    assertEquals(-32603, failed.at("/error/code").asInt());
    assertFalse(failed.toString().contains("secret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"resources/list", "resources/templates/list"})
  void aCursorIsNotOneOfOurs(String method) {
    JsonNode answer = send(Era.MODERN, method, Json.object().put("cursor", "x"));
    assertEquals(-32602, answer.at("/error/code").asInt());
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void anAddressIsNeeded(Era era) {
    JsonNode none = send(era, "resources/read", Json.object());
    assertEquals(-32602, none.at("/error/code").asInt());
    JsonNode number = send(era, "resources/read", Json.object().put("uri", 7));
    assertEquals(-32602, number.at("/error/code").asInt());
  }

  @Test
  void resourcesAreAmongTheCapabilitiesOfBothEras() {
    JsonNode discovered = modern("server/discover", Json.object()).path("result");
    assertEquals(
        "{\"tools\":{},\"resources\":{},\"logging\":{}}",
        discovered.path("capabilities").toString());
    ObjectNode hello = Json.object().put("protocolVersion", "2025-06-18");
    JsonNode initialized =
        tree(answer("initialize", hello, Optional.empty(), Optional.empty())).path("result");
    assertEquals(
        "{\"tools\":{},\"resources\":{},\"logging\":{}}",
        initialized.path("capabilities").toString());
  }

  @Test
  void aServerWithoutResourcesDoesNotOfferThem() {
    McpServer bare =
        new McpServer(
            new FixtureTools(),
            new ServerIdentity("switchgear", "Switchgear", "1.2.3", ""),
            TestSessions.of(3));
    ObjectNode hello = Json.object().put("protocolVersion", "2025-06-18");
    ObjectNode message = Json.object().put("jsonrpc", "2.0").put("id", 1);
    message.put("method", "initialize").set("params", hello);
    RequestHead head =
        new RequestHead(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    McpReply reply =
        TestClient.settled(
            bare.handle(head, message.toString().getBytes(StandardCharsets.UTF_8), Caller.LOCAL));
    JsonNode answer = tree((McpReply.Json) reply);
    assertEquals("{\"tools\":{},\"logging\":{}}", answer.at("/result/capabilities").toString());
  }
}
