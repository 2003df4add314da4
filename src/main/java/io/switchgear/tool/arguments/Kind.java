package io.switchgear.tool.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.regex.JDKRegularExpressionFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * One type that a schema accepts, with the schema object that declares it. A schema with several
 * types or alternatives has several kinds.
 *
 * @param type the type's name in JSON Schema; empty if the schema accepts any type
 * @param root the root of the document, for references within it
 */
record Kind(JsonNode schema, String type, JsonNode root) {

  /** Maximum depth of references and alternatives. */
  private static final int MAX_REFERENCES = 8;

  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern SPACES_AND_COMMAS = Pattern.compile("[\\s,]+");

  static List<Kind> of(JsonNode schema, JsonNode root) {
    return of(schema, root, MAX_REFERENCES);
  }

  private static List<Kind> of(JsonNode schema, JsonNode root, int depth) {
    if (depth == 0) {
      return List.of();
    }
    String reference = schema.path("$ref").asText();
    if (reference.equals("#") || reference.startsWith("#/")) {
      return of(root.at(reference.substring(1)), root, depth - 1);
    }
    List<JsonNode> alternatives = alternatives(schema);
    if (!alternatives.isEmpty()) {
      return alternatives.stream().flatMap(one -> of(one, root, depth - 1).stream()).toList();
    }
    JsonNode type = schema.path("type");
    return type.isArray()
        ? type.valueStream().map(one -> new Kind(schema, one.asText(), root)).toList()
        : List.of(new Kind(schema, type.asText(impliedType(schema)), root));
  }

  /**
   * The alternatives of a schema without a type. With a type, alternatives only restrict it
   * further.
   */
  private static List<JsonNode> alternatives(JsonNode schema) {
    if (schema.has("type") || schema.has("properties")) {
      return List.of();
    }
    return Stream.of("anyOf", "oneOf", "allOf")
        .map(schema::path)
        .filter(found -> found.isArray() && !found.isEmpty())
        .findFirst()
        .map(found -> found.valueStream().toList())
        .orElse(List.of());
  }

  private static String impliedType(JsonNode schema) {
    if (schema.has("properties")) {
      return "object";
    }
    return schema.has("items") ? "array" : "";
  }

  /** Whether the value itself is of this kind; its members and elements are not checked. */
  boolean fits(JsonNode value) {
    boolean typed =
        switch (type) {
          case "integer" -> value.isIntegralNumber();
          case "number" -> value.isNumber();
          case "boolean" -> value.isBoolean();
          case "string" -> value.isTextual();
          case "array" -> value.isArray();
          case "object" -> value.isObject();
          case "null" -> value.isNull();
          default -> true;
        };
    return typed && isListed(value) && matches(value);
  }

  /** An equivalent of the value that is of this kind; empty if there is none. */
  Optional<JsonNode> equivalent(JsonNode value) {
    return candidates(value).filter(this::fits).findFirst();
  }

  private Stream<JsonNode> candidates(JsonNode value) {
    return switch (type) {
      case "integer" -> Scalars.whole(value).stream();
      case "number" -> Scalars.number(value).stream();
      case "boolean" -> Scalars.truth(value).stream();
      case "string" -> texts(value);
      case "array" -> arrays(value);
      case "object" -> Scalars.json(value).filter(JsonNode::isObject).stream();
      default -> named(value);
    };
  }

  /** Text is only trimmed if an enumeration or a pattern restricts it. Free text is not changed. */
  private Stream<JsonNode> texts(JsonNode value) {
    if (!value.isTextual()) {
      return Stream.of(Scalars.text(value), joined(value)).flatMap(Optional::stream);
    }
    if (schema.has("enum")) {
      return named(value);
    }
    return schema.has("pattern")
        ? Stream.of(value.textValue().strip(), Scalars.withoutSpaces(value.textValue()))
            .map(JsonNodeFactory.instance::textNode)
        : Stream.empty();
  }

  /** The value of the enumeration that equals the name, ignoring case; none if several do. */
  private Stream<JsonNode> named(JsonNode value) {
    if (!value.isTextual()) {
      return Stream.empty();
    }
    String name = value.textValue().strip().toLowerCase(Locale.ROOT);
    List<JsonNode> same =
        schema
            .path("enum")
            .valueStream()
            .filter(one -> one.isTextual() && one.textValue().toLowerCase(Locale.ROOT).equals(name))
            .toList();
    return same.size() == 1 ? same.stream() : Stream.empty();
  }

  /** A list of numbers joined by commas, for a string with a pattern. */
  private Optional<JsonNode> joined(JsonNode value) {
    if (!value.isArray() || value.isEmpty() || !schema.has("pattern")) {
      return Optional.empty();
    }
    List<String> numbers = new ArrayList<>();
    for (JsonNode element : value) {
      Scalars.numerals(element).ifPresent(numbers::add);
    }
    return numbers.size() == value.size()
        ? Optional.of(JsonNodeFactory.instance.textNode(String.join(",", numbers)))
        : Optional.empty();
  }

  /**
   * Wraps a single value in a list, unless the elements are lists too, which would be ambiguous.
   */
  private Stream<JsonNode> arrays(JsonNode value) {
    Optional<JsonNode> written = Scalars.json(value).filter(JsonNode::isArray);
    boolean nested =
        element(0).stream()
            .flatMap(schema -> of(schema, root).stream())
            .anyMatch(kind -> kind.type().equals("array"));
    return written.isPresent() || nested || value.isNull() || Scalars.isBrokenJson(value)
        ? written.stream()
        : Stream.of(JsonNodeFactory.instance.arrayNode().add(value));
  }

  /**
   * Splits a text in a list if the text itself is of none of these kinds but all of its parts are:
   * first at spaces, then at spaces and commas. Otherwise returns the element unchanged.
   */
  static List<JsonNode> split(List<Kind> kinds, JsonNode element) {
    if (!element.isTextual() || kinds.stream().anyMatch(kind -> kind.fits(element))) {
      return List.of(element);
    }
    return Stream.of(SPACES, SPACES_AND_COMMAS)
        .map(between -> parts(between, element.textValue()))
        .filter(
            parts ->
                parts.stream().allMatch(part -> kinds.stream().anyMatch(kind -> kind.fits(part))))
        .findFirst()
        .orElseGet(() -> List.of(element));
  }

  private static List<JsonNode> parts(Pattern between, String text) {
    return Arrays.stream(between.split(text.strip()))
        .<JsonNode>map(JsonNodeFactory.instance::textNode)
        .toList();
  }

  /** The schema of a member, if there is one. */
  Optional<JsonNode> member(String name) {
    JsonNode property = schema.path("properties").path(name);
    JsonNode own = property.isMissingNode() ? schema.path("additionalProperties") : property;
    return own.isObject() ? Optional.of(own) : Optional.empty();
  }

  /** Whether {@code null} as the value of this member can only mean that it is absent. */
  boolean optional(String name) {
    boolean required =
        schema.path("required").valueStream().anyMatch(one -> one.asText().equals(name));
    return schema.path("properties").has(name)
        && !required
        && member(name).stream()
            .flatMap(known -> of(known, root).stream())
            .noneMatch(kind -> kind.fits(JsonNodeFactory.instance.nullNode()));
  }

  /** The schema of an element, if there is one. */
  Optional<JsonNode> element(int at) {
    JsonNode prefixed = schema.path("prefixItems").path(at);
    JsonNode own = prefixed.isMissingNode() ? schema.path("items") : prefixed;
    return own.isObject() ? Optional.of(own) : Optional.empty();
  }

  private boolean isListed(JsonNode value) {
    if (schema.has("const") && !schema.get("const").equals(value)) {
      return false;
    }
    return !schema.path("enum").isArray()
        || schema.path("enum").valueStream().anyMatch(value::equals);
  }

  private boolean matches(JsonNode value) {
    if (!value.isTextual() || !schema.path("pattern").isTextual()) {
      return true;
    }
    try {
      // Uses the validator's regular expressions: "$" matches only the end of the text, while in
      // Java it also matches before a final line break.
      return JDKRegularExpressionFactory.getInstance()
          .getRegularExpression(schema.path("pattern").textValue())
          .matches(value.textValue());
    } catch (PatternSyntaxException foreign) {
      return true;
    }
  }
}
