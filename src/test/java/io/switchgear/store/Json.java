package io.switchgear.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Creates JSON objects for tests. */
final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode of(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  static ObjectNode number(int n) {
    return MAPPER.createObjectNode().put("n", n);
  }

  /** An object with exactly that many bytes in UTF-8. */
  static ObjectNode ofSize(int bytes) {
    return MAPPER.createObjectNode().put("x", "a".repeat(bytes - "{\"x\":\"\"}".length()));
  }
}
