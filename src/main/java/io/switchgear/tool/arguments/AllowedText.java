package io.switchgear.tool.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.UntrustedText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Describes what a schema allows, as the continuation of "it must be". */
final class AllowedText {

  private static final int MAX_CHARS = 300;

  private AllowedText() {}

  /**
   * @param keyword the violated keyword
   * @param schema the schema object that contains it
   * @param otherwise the validator's message, for rare keywords
   */
  static String by(String keyword, JsonNode schema, String otherwise) {
    return switch (keyword) {
      case "type", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" -> typed(schema);
      case "minLength", "maxLength" -> text(schema);
      case "minItems", "maxItems" -> list(schema);
      case "enum" -> enumerated(schema);
      case "pattern" -> pattern(schema.path("pattern").asText());
      default -> "otherwise (" + UntrustedText.line(otherwise, MAX_CHARS) + ")";
    };
  }

  /** The names of the allowed members. */
  static String names(JsonNode schema) {
    List<String> names = new ArrayList<>();
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static String typed(JsonNode schema) {
    if (schema.has("enum")) {
      return enumerated(schema);
    }
    JsonNode type = schema.path("type");
    return type.isArray()
        ? type.valueStream().map(JsonNode::asText).collect(Collectors.joining(" or "))
        : switch (type.asText()) {
          case "integer" -> "a whole number" + range(schema);
          case "number" -> "a number" + range(schema);
          case "boolean" -> "true or false";
          case "string" -> text(schema);
          case "array" -> list(schema);
          case "object" -> "an object with " + names(schema);
          default -> type.asText();
        };
  }

  private static String range(JsonNode schema) {
    String least = schema.path("minimum").asText();
    String most = schema.path("maximum").asText();
    if (!least.isEmpty() && !most.isEmpty()) {
      return " from " + least + " to " + most;
    }
    String above = schema.path("exclusiveMinimum").asText();
    String below = schema.path("exclusiveMaximum").asText();
    return (least.isEmpty() ? "" : " of at least " + least)
        + (most.isEmpty() ? "" : " of at most " + most)
        + (above.isEmpty() ? "" : " above " + above)
        + (below.isEmpty() ? "" : " below " + below);
  }

  private static String text(JsonNode schema) {
    return "text" + size(schema.path("minLength"), schema.path("maxLength"), "characters");
  }

  private static String list(JsonNode schema) {
    String type = schema.path("items").path("type").asText();
    String elements =
        switch (type) {
          case "string" -> "texts";
          case "integer" -> "whole numbers";
          case "number" -> "numbers";
          default -> "elements";
        };
    return "a list" + size(schema.path("minItems"), schema.path("maxItems"), elements);
  }

  private static String size(JsonNode least, JsonNode most, String what) {
    if (least.isMissingNode() && most.isMissingNode()) {
      return what.equals("characters") ? "" : " of " + what;
    }
    if (most.isMissingNode()) {
      return " of at least " + least.asText() + " " + what;
    }
    return least.isMissingNode()
        ? " of at most " + most.asText() + " " + what
        : " of " + least.asText() + " to " + most.asText() + " " + what;
  }

  private static String enumerated(JsonNode schema) {
    return "one of "
        + UntrustedText.line(
            schema
                .path("enum")
                .valueStream()
                .map(value -> value.isTextual() ? value.textValue() : value.toString())
                .collect(Collectors.joining(", ")),
            MAX_CHARS);
  }

  /** Describes common patterns in words. */
  private static String pattern(String pattern) {
    return switch (pattern) {
      case "^\\S+$" -> "text of at least one character, without spaces";
      case "^[^\\s,]+$" -> "text of at least one character, without spaces and commas";
      default -> "text that matches " + pattern;
    };
  }
}
