package io.switchgear.tools.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Sizes in bytes on the wire. */
final class Sizes {

  private Sizes() {}

  static int of(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  static int of(List<String> texts) {
    return texts.stream().mapToInt(text -> of(text) + 1).sum();
  }

  /** The size of text as a JSON string. */
  static int of(String text) {
    return of(TextNode.valueOf(text));
  }
}
