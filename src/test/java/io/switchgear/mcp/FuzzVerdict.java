package io.switchgear.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.wire.FieldLimit;
import io.switchgear.mcp.wire.Json;
import io.switchgear.mcp.wire.MessageWriter;
import io.switchgear.mcp.wire.RequestId;
import io.switchgear.tool.Utf8;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What every answer to a {@link FuzzCase} must be: no server error, of the id that was sent, and
 * valid by the schema of its revision. Answers that differ in their id alone are held against the
 * schema once. Safe for use by many threads.
 */
public final class FuzzVerdict {

  private static final int MAX_SEEN = 200_000;
  private static final ObjectReader STRICT = reader();
  private static final ObjectMapper PLAIN = new ObjectMapper();

  private final Set<Integer> seen = Collections.synchronizedSet(new HashSet<>());

  private static ObjectReader reader() {
    ObjectMapper mapper = new ObjectMapper();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(Json.MAX_DEPTH)
                .maxNumberLength(Json.MAX_DIGITS)
                .build());
    return mapper.reader(
        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
        DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
  }

  /**
   * Checks a whole answer.
   *
   * @param body empty where the status has none
   */
  public void answer(FuzzCase sent, int status, byte[] body) {
    assertTrue(status < 500, () -> status + " for " + sent);
    Map<JsonNode, String> asked = sent.isPost() ? asked(sent.body()) : Map.of();
    if (status == 202 || status == 204) {
      assertTrue(
          cancelled(sent.body()).containsAll(asked.keySet()),
          () -> status + " without an answer for " + sent);
      return;
    }
    JsonNode answer = parsed(sent, body);
    if (answer.isArray()) {
      Set<JsonNode> answered = new HashSet<>();
      for (JsonNode one : answer) {
        answered.add(one.path("id"));
        message(sent, asked.getOrDefault(one.path("id"), ""), one);
      }
      Set<JsonNode> missing = new HashSet<>(asked.keySet());
      missing.removeAll(answered);
      assertTrue(asked.keySet().containsAll(answered), () -> answer + " for " + sent);
      assertTrue(cancelled(sent.body()).containsAll(missing), () -> answer + " for " + sent);
      return;
    }
    String method = asked.size() == 1 ? asked.values().iterator().next() : "";
    if (asked.size() == 1 && !isBatch(sent.body())) {
      assertEquals(asked.keySet().iterator().next(), answer.get("id"), sent::toString);
    }
    assertTrue(answer.has("result") != answer.has("error"), () -> answer + " for " + sent);
    message(sent, method, answer);
  }

  /** Checks what comes before an answer. */
  public void event(FuzzCase sent, byte[] body) {
    JsonNode event = parsed(sent, body);
    boolean replayed = sent.header("Last-Event-ID") != null && event.has("result");
    assertTrue(replayed || event.has("method"), () -> event + " for " + sent);
    message(sent, "", event);
  }

  private void message(FuzzCase sent, String method, JsonNode message) {
    ObjectNode shape = ((ObjectNode) message).deepCopy();
    shape.remove("id");
    boolean unseen = seen.size() < MAX_SEEN && seen.add((method + shape).hashCode());
    if (!unseen) {
      return;
    }
    byte[] bytes = message.toString().getBytes(StandardCharsets.UTF_8);
    JsonNode result = message.path("result");
    try {
      if (message.has("error")) {
        WireSchemas.check(true, method, bytes);
        WireSchemas.check(false, method, bytes);
      } else if (message.has("result")) {
        WireSchemas.check(result.has("resultType"), method, bytes);
      } else {
        boolean listening = message.at("/params/_meta").has(MessageWriter.SUBSCRIPTION_ID);
        WireSchemas.check(listening, method, bytes);
      }
    } catch (AssertionError wrong) {
      throw new AssertionError(wrong.getMessage() + " for " + sent, wrong);
    }
    assertFalse(
        message.path("error").path("code").asInt() == -32603
            && !message.path("error").path("message").asText().contains("limit reached"),
        () -> "an internal error: " + message + " for " + sent);
  }

  private static JsonNode parsed(FuzzCase sent, byte[] body) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
      return PLAIN.readTree(body);
    } catch (IOException e) {
      throw new AssertionError(new String(body, StandardCharsets.UTF_8) + " for " + sent, e);
    }
  }

  private static boolean isBatch(byte[] body) {
    return read(body).filter(JsonNode::isArray).isPresent();
  }

  /** The ids that a strict reader finds requests of, with their methods. */
  private static Map<JsonNode, String> asked(byte[] body) {
    Map<JsonNode, String> asked = new LinkedHashMap<>();
    read(body)
        .ifPresent(
            root -> {
              if (root.isArray()) {
                root.forEach(one -> request(one, asked));
              } else {
                request(root, asked);
              }
            });
    return asked;
  }

  /** The requests of a batch that the batch itself cancels; these may stay without an answer. */
  private static Set<JsonNode> cancelled(byte[] body) {
    Set<JsonNode> ids = new HashSet<>();
    read(body)
        .filter(JsonNode::isArray)
        .ifPresent(
            root -> {
              for (JsonNode one : root) {
                if (one.path("method").asText().equals("notifications/cancelled")) {
                  ids.add(one.at("/params/requestId"));
                }
              }
            });
    return ids;
  }

  private static void request(JsonNode message, Map<JsonNode, String> into) {
    JsonNode id = message.get("id");
    if (id != null
        && RequestId.isOne(id)
        && FieldLimit.ID.tooLong(id).isEmpty()
        && message.has("method")) {
      into.put(id, message.path("method").asText());
    }
  }

  private static Optional<JsonNode> read(byte[] body) {
    try {
      return Optional.of(STRICT.readTree(Utf8.text(body)));
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }
}
