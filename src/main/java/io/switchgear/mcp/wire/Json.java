package io.switchgear.mcp.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.switchgear.tool.Utf8;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** JSON in and out, with bounds on what is read. */
public final class Json {

  /** Deeper documents are refused: no tool needs them, and recursion must not reach its end. */
  public static final int MAX_DEPTH = 64;

  /** Digits of a number. */
  public static final int MAX_DIGITS = 100;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_DIGITS)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Two readers of a repeated key may each believe another value, so none is taken. */
  private static final ObjectReader READER =
      MAPPER.reader(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private static final ObjectWriter WRITER = MAPPER.writerFor(JsonNode.class);

  private Json() {}

  /**
   * @throws JsonProcessingException if it is not JSON, or beyond the bounds
   * @throws CharacterCodingException if it is not UTF-8
   */
  public static JsonNode read(byte[] body) throws IOException {
    return READER.readTree(Utf8.text(body));
  }

  public static byte[] bytes(JsonNode node) {
    try {
      return WRITER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree could not be written", e);
    }
  }

  /** A tree that is to be written many times; it can only be written. */
  static JsonNode written(JsonNode node) {
    return JsonNodeFactory.instance.rawValueNode(
        new RawValue(new SerializedString(new String(bytes(node), StandardCharsets.UTF_8))));
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }
}
