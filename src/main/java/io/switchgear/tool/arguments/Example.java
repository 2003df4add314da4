package io.switchgear.tool.arguments;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds example values in a schema: its examples, its default, or a value that follows from its
 * bounds.
 */
final class Example {

  private Example() {}

  /**
   * @param root the whole schema, whose examples contain all arguments
   * @param place in the arguments
   * @param schema of that place
   */
  static Optional<JsonNode> of(JsonNode root, JsonPointer place, JsonNode schema) {
    return Stream.concat(
            Stream.of(schema.path("examples").path(0), schema.path("default")),
            Stream.concat(
                root.path("examples").valueStream().map(one -> one.at(place)),
                Stream.of(ofBounds(schema))))
        .filter(value -> !value.isMissingNode())
        .findFirst();
  }

  private static JsonNode ofBounds(JsonNode schema) {
    JsonNode listed = schema.path("enum").path(0);
    JsonNode bound =
        schema.path("minimum").isNumber() ? schema.path("minimum") : schema.path("maximum");
    return listed.isMissingNode()
        ? switch (schema.path("type").asText()) {
          case "integer", "number" ->
              bound.isMissingNode() ? JsonNodeFactory.instance.numberNode(1) : bound;
          case "boolean" -> JsonNodeFactory.instance.booleanNode(true);
          case "array" -> list(ofBounds(schema.path("items")));
          default -> JsonNodeFactory.instance.missingNode();
        }
        : listed;
  }

  private static JsonNode list(JsonNode element) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    return element.isMissingNode() ? element : list.add(element);
  }
}
