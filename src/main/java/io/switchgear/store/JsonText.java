package io.switchgear.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Converts JSON objects to and from column text. */
public final class JsonText {

  /** UTF-8 bytes. Text has at most as many characters as bytes, so it fits the column. */
  public static final int MAX_BYTES = 1_048_576;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Half a character, which no database encodes as UTF-8. The pattern does not match pairs. */
  private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

  private JsonText() {}

  public static String of(JsonNode json) {
    try {
      return LONE_SURROGATE
          .matcher(MAPPER.writeValueAsString(json))
          .replaceAll(lone -> "\\\\u%04x".formatted((int) lone.group().charAt(0)));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ObjectNode parse(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static boolean fits(String text, int maxBytes) {
    return text.getBytes(StandardCharsets.UTF_8).length <= maxBytes;
  }
}
