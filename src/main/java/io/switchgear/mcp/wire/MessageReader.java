package io.switchgear.mcp.wire;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.wire.ClientMessage.Batch;
import io.switchgear.mcp.wire.ClientMessage.Malformed;
import io.switchgear.mcp.wire.ClientMessage.Message;
import io.switchgear.mcp.wire.ClientMessage.Notification;
import io.switchgear.mcp.wire.ClientMessage.Request;
import io.switchgear.mcp.wire.ClientMessage.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the body of one request. */
public final class MessageReader {

  private static final int MAX_BATCH = 100;

  private MessageReader() {}

  public static ClientMessage read(byte[] body) {
    JsonNode root;
    try {
      root = Json.read(body);
    } catch (StreamConstraintsException e) {
      return unreadable(
          "the JSON is nested deeper than %d levels, or holds a number of more than %d digits or an"
                  .formatted(Json.MAX_DEPTH, Json.MAX_DIGITS)
              + " oversized string; send a smaller document",
          MessageIdScanner.of(body));
    } catch (MismatchedInputException e) {
      return unreadable(
          "the body repeats a key or continues after the first JSON value"
              + place(e.getLocation())
              + "; send one JSON object without repeated keys",
          repeatsId(e) ? Optional.empty() : MessageIdScanner.of(body));
    } catch (JsonProcessingException e) {
      return unreadable(
          "the body is not JSON"
              + place(e.getLocation())
              + "; send one JSON-RPC 2.0 message in UTF-8",
          Optional.empty());
    } catch (IOException e) {
      return unreadable(
          "the body is not UTF-8; send one JSON-RPC 2.0 message in UTF-8", Optional.empty());
    }
    if (root.isMissingNode()) {
      return unreadable("the body is empty; send one JSON-RPC 2.0 message", Optional.empty());
    }
    return root.isArray() ? batch(root) : one(root);
  }

  private static ClientMessage batch(JsonNode array) {
    if (array.isEmpty() || array.size() > MAX_BATCH) {
      return invalid(
          "a batch holds 1 to %d messages, this one %d".formatted(MAX_BATCH, array.size()),
          Optional.empty());
    }
    List<Message> messages = new ArrayList<>();
    for (JsonNode element : array) {
      switch (one(element)) {
        case Message message -> messages.add(message);
        case Malformed malformed -> {
          return invalid(
              "message %d of the batch: %s"
                  .formatted(messages.size() + 1, malformed.refusal().message()),
              Optional.empty());
        }
        case Batch nested ->
            throw new IllegalStateException("one message cannot be a batch: " + nested);
      }
    }
    return new Batch(messages);
  }

  private static ClientMessage one(JsonNode node) {
    if (!(node instanceof ObjectNode message)) {
      return invalid("a JSON-RPC message is an object", Optional.empty());
    }
    JsonNode rawId = message.get("id");
    Optional<JsonNode> id = Optional.ofNullable(rawId).filter(RequestId::isOne);
    if (rawId != null && id.isEmpty()) {
      return invalid("\"id\" must be a string or an integer", Optional.empty());
    }
    Optional<String> tooLong = FieldLimit.problem(message);
    if (tooLong.isPresent()) {
      // An id that is too long is not repeated either.
      return invalid(tooLong.get(), id.filter(present -> FieldLimit.ID.tooLong(present).isEmpty()));
    }
    JsonNode version = message.get("jsonrpc");
    if (version == null || !version.isTextual() || !"2.0".equals(version.textValue())) {
      return invalid("\"jsonrpc\" must be the string \"2.0\"", id);
    }
    JsonNode method = message.get("method");
    if (method == null) {
      return response(message, id);
    }
    if (!method.isTextual()) {
      return invalid("\"method\" must be a string", id);
    }
    JsonNode params = message.path("params");
    // Some clients write every field they know.
    boolean hasParams = !params.isMissingNode() && !params.isNull();
    if (hasParams && !params.isObject()) {
      return invalid("\"params\" must be an object, or be left out", id);
    }
    ObjectNode object = hasParams ? (ObjectNode) params : Json.object();
    return id.<ClientMessage>map(present -> new Request(present, method.textValue(), object))
        .orElseGet(() -> new Notification(method.textValue(), object));
  }

  private static ClientMessage response(ObjectNode message, Optional<JsonNode> id) {
    boolean answers = message.has("result") != message.has("error");
    if (answers && id.isPresent()) {
      JsonNode result = message.get("result");
      return new Response(
          id.get(), result instanceof ObjectNode object ? Optional.of(object) : Optional.empty());
    }
    return invalid(
        "a message needs a \"method\", or, to answer one of the server's requests, its \"id\" and"
            + " either \"result\" or \"error\"",
        id);
  }

  /**
   * The parser's own messages name classes and settings that a client cannot change, so they are
   * not sent.
   */
  private static String place(JsonLocation location) {
    return location == null
        ? ""
        : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
  }

  /** Then it is not known which id is meant. */
  private static boolean repeatsId(MismatchedInputException e) {
    return e.getOriginalMessage().contains("'id'");
  }

  private static Malformed unreadable(String message, Optional<JsonNode> id) {
    return new Malformed(Refusal.badRequest(ErrorCode.PARSE_ERROR, "Parse error: " + message), id);
  }

  private static Malformed invalid(String message, Optional<JsonNode> id) {
    return new Malformed(
        Refusal.badRequest(ErrorCode.INVALID_REQUEST, "Invalid request: " + message), id);
  }
}
