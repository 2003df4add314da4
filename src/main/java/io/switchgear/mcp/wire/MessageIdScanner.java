package io.switchgear.mcp.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Optional;

/** Finds the id of a message that is refused. It reads up to the id and no further. */
public final class MessageIdScanner {

  private static final JsonFactory FACTORY = new JsonFactory();

  private MessageIdScanner() {}

  /** Empty if there is none, or if the body is not one message. */
  public static Optional<JsonNode> of(byte[] body) {
    try (JsonParser parser = FACTORY.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isId = parser.currentName().equals("id");
        JsonToken value = parser.nextToken();
        if (isId) {
          return id(parser, value);
        }
        parser.skipChildren();
      }
      return Optional.empty();
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }

  private static Optional<JsonNode> id(JsonParser parser, JsonToken value) throws IOException {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    JsonNode id =
        switch (value) {
          case VALUE_STRING -> nodes.textNode(parser.getText());
          case VALUE_NUMBER_INT -> nodes.numberNode(parser.getBigIntegerValue());
          case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDoubleValue());
          case null, default -> nodes.nullNode();
        };
    return Optional.of(id)
        .filter(RequestId::isOne)
        .filter(present -> FieldLimit.ID.tooLong(present).isEmpty());
  }
}
