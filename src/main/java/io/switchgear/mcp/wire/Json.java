package io.switchgear.mcp.wire;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Utf8;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;

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
    return Utf8.isAscii(body) ? READER.readTree(body) : READER.readTree(Utf8.text(body));
  }

  public static byte[] bytes(JsonNode node) {
    try {
      return WRITER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree could not be written", e);
    }
  }

  /** Writes one document. */
  @FunctionalInterface
  interface Writing {
    void to(Out out) throws IOException;
  }

  /** Where a document is written to. */
  record Out(JsonGenerator json, SerializerProvider provider) {

    /** A field whose value is a tree. */
    void field(String name, JsonNode value) throws IOException {
      json.writeFieldName(name);
      value.serialize(json, provider);
    }
  }

  /** The bytes of one document, in UTF-8, in buffers that are used again. */
  static byte[] bytes(Writing writing) {
    BufferRecycler buffers = MAPPER.getFactory()._getBufferRecycler();
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(buffers)) {
      try (JsonGenerator json = MAPPER.getFactory().createGenerator(bytes, JsonEncoding.UTF8)) {
        writing.to(new Out(json, MAPPER.getSerializerProviderInstance()));
      }
      return bytes.getClearAndRelease();
    } catch (IOException e) {
      throw new IllegalStateException("a JSON document could not be written", e);
    } finally {
      buffers.releaseToPool();
    }
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }
}
