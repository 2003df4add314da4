package io.switchgear.tool.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Converts JSON values to the types of a JSON Schema, because clients and models often send strings
 * for numbers, a single value for a list, or {@code null} for an absent member.
 *
 * <p>A value that fits its schema is not changed. For other values, each kind that the schema
 * accepts is asked for an equivalent value that fits. If exactly one kind has one, that value is
 * used. Otherwise the value stays as sent, and validation rejects it. Bounds such as {@code
 * maximum} and {@code minItems} are not considered.
 *
 * <p>An instance converts one document.
 */
final class Coercion {

  /**
   * More values than any valid call has. Bounds the traversal of schemas with branches and
   * recursion, whose cost could double with every level.
   */
  private static final int MAX_STEPS = 50_000;

  private final JsonNode root;
  private final List<String> changed = new ArrayList<>();
  private int steps;

  private Coercion(JsonNode root) {
    this.root = root;
  }

  /**
   * @param changed the places of converted values with their new types, without the values
   */
  record Coerced(ObjectNode arguments, List<String> changed) {}

  /** Converts a copy of the arguments. */
  static Coerced of(ObjectNode schema, ObjectNode sent) {
    Coercion coercion = new Coercion(schema);
    JsonNode arguments = coercion.read(schema, sent, "");
    return new Coerced((ObjectNode) arguments, List.copyOf(coercion.changed));
  }

  private JsonNode read(JsonNode schema, JsonNode value, String path) {
    steps++;
    if (steps > MAX_STEPS) {
      return value;
    }
    List<Kind> kinds = Kind.of(schema, root);
    Kind fitting = null;
    for (Kind kind : kinds) {
      if (kind.fits(value)) {
        if (fitting != null) {
          return value;
        }
        fitting = kind;
      }
    }
    if (fitting != null) {
      return inside(fitting, value, path);
    }
    Map<JsonNode, Kind> equivalents = new LinkedHashMap<>();
    kinds.forEach(
        kind ->
            kind.equivalent(value)
                .ifPresent(equivalent -> equivalents.putIfAbsent(equivalent, kind)));
    if (equivalents.size() != 1) {
      return value;
    }
    Map.Entry<JsonNode, Kind> only = equivalents.entrySet().iterator().next();
    changed.add((path.isEmpty() ? "/" : path) + " to " + only.getValue().type());
    return inside(only.getValue(), only.getKey(), path);
  }

  private JsonNode inside(Kind kind, JsonNode value, String path) {
    return switch (value) {
      case ObjectNode object -> members(kind, object, path);
      case ArrayNode array -> elements(kind, array, path);
      default -> value;
    };
  }

  private JsonNode members(Kind kind, ObjectNode object, String path) {
    ObjectNode read = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String name = member.getKey();
      String where = path + "/" + name;
      Optional<JsonNode> schema = kind.member(name);
      if (schema.isPresent() && member.getValue().isNull() && kind.optional(name)) {
        changed.add(where + " to nothing");
      } else {
        read.set(
            name,
            schema.map(known -> read(known, member.getValue(), where)).orElse(member.getValue()));
      }
    }
    return read;
  }

  private JsonNode elements(Kind kind, ArrayNode array, String path) {
    ArrayNode read = JsonNodeFactory.instance.arrayNode();
    for (int at = 0; at < array.size(); at++) {
      String where = path + "/" + at;
      JsonNode element = array.get(at);
      Optional<JsonNode> schema = kind.element(at);
      List<JsonNode> parts =
          schema
              .map(known -> Kind.split(Kind.of(known, root), element))
              .orElseGet(() -> List.of(element));
      if (!parts.equals(List.of(element))) {
        changed.add(where + " to " + parts.size() + (parts.size() == 1 ? " element" : " elements"));
      }
      parts.forEach(part -> read.add(schema.map(known -> read(known, part, where)).orElse(part)));
    }
    return read;
  }
}
