package io.switchgear.tool.arguments;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Converts single values to another JSON type; empty if the conversion would lose information or be
 * ambiguous.
 */
final class Scalars {

  /**
   * Whole numbers up to this are exact as doubles. Above it, several whole numbers share one
   * double.
   */
  private static final double EXACT = 0x1p53;

  private static final int MAX_DIGITS = 40;
  private static final Pattern WHOLE = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.0+)?");
  private static final Pattern DECIMAL = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?");
  private static final Pattern NUMERALS = Pattern.compile("[0-9]+(?:-[0-9]*)?|-[0-9]+");
  private static final Pattern JSON_BEGINS = Pattern.compile("\\s*[\\[{]\\s*[\"\\[{]");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final ObjectReader STRICT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxNumberLength(MAX_DIGITS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .build()
          .reader()
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Scalars() {}

  /** {@code "4"}, {@code 4.0} and {@code "4.0"} as 4. */
  static Optional<JsonNode> whole(JsonNode value) {
    if (value.isFloatingPointNumber()) {
      return exactly(value);
    }
    return decimal(value, WHOLE).map(number -> ofInteger(number.toBigIntegerExact()));
  }

  /** {@code "0.5"} as 0.5. */
  static Optional<JsonNode> number(JsonNode value) {
    return decimal(value, DECIMAL)
        .flatMap(
            number ->
                number.scale() <= 0
                    ? Optional.of(ofInteger(number.toBigIntegerExact()))
                    : fraction(number));
  }

  /** {@code "true"} and {@code "False"}. */
  static Optional<JsonNode> truth(JsonNode value) {
    return switch (value.isTextual() ? value.textValue().strip().toLowerCase(Locale.ROOT) : "") {
      case "true" -> Optional.of(NODES.booleanNode(true));
      case "false" -> Optional.of(NODES.booleanNode(false));
      default -> Optional.empty();
    };
  }

  /** A whole number as text. Other numbers may have lost digits when they were written. */
  static Optional<JsonNode> text(JsonNode value) {
    Optional<JsonNode> whole =
        value.isFloatingPointNumber()
            ? exactly(value)
            : Optional.of(value).filter(JsonNode::isIntegralNumber);
    return whole.map(number -> NODES.textNode(number.asText()));
  }

  /** A whole number, or a range of whole numbers, as text. */
  static Optional<String> numerals(JsonNode value) {
    return value.isTextual()
        ? Optional.of(value.textValue().strip()).filter(text -> NUMERALS.matcher(text).matches())
        : text(value).map(JsonNode::asText);
  }

  /** An object or a list that was sent as a JSON string. */
  static Optional<JsonNode> json(JsonNode value) {
    String text = value.isTextual() ? value.textValue().strip() : "";
    if (!text.startsWith("[") && !text.startsWith("{")) {
      return Optional.empty();
    }
    try {
      return Optional.of(STRICT.readTree(text));
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }

  /** Whether a text starts like a JSON list or object, but is not valid JSON. */
  static boolean isBrokenJson(JsonNode value) {
    return value.isTextual()
        && JSON_BEGINS.matcher(value.textValue()).lookingAt()
        && json(value).isEmpty();
  }

  /**
   * Removes spaces around commas and colons, and around a dash with spaces on both sides. Spaces
   * between two parts become a comma. Spaces on one side of a dash stay, because "22 -80" is
   * ambiguous.
   */
  static String withoutSpaces(String text) {
    return text.strip()
        .replaceAll("\\s*,\\s*", ",")
        .replaceAll("\\s*:\\s*", ":")
        .replaceAll("\\s+-\\s+", "-")
        .replaceAll("(?<=[^\\s,-])\\s+(?=[^\\s,-])", ",");
  }

  private static Optional<JsonNode> exactly(JsonNode number) {
    if (!(Math.abs(number.doubleValue()) <= EXACT)) {
      return Optional.empty();
    }
    BigDecimal exact = number.decimalValue().stripTrailingZeros();
    return exact.scale() <= 0
        ? Optional.of(ofInteger(exact.toBigIntegerExact()))
        : Optional.empty();
  }

  /** Empty if it has more digits than a double holds. */
  private static Optional<JsonNode> fraction(BigDecimal number) {
    double nearest = number.doubleValue();
    return BigDecimal.valueOf(nearest).compareTo(number) == 0
        ? Optional.of(NODES.numberNode(nearest))
        : Optional.empty();
  }

  private static Optional<BigDecimal> decimal(JsonNode value, Pattern notation) {
    return Optional.of(value)
        .filter(JsonNode::isTextual)
        .map(text -> text.textValue().strip())
        .filter(text -> text.length() <= MAX_DIGITS && notation.matcher(text).matches())
        .map(BigDecimal::new);
  }

  /** The narrowest number node, as a parser creates it. */
  private static JsonNode ofInteger(BigInteger number) {
    if (number.bitLength() < Integer.SIZE) {
      return NODES.numberNode(number.intValue());
    }
    return number.bitLength() < Long.SIZE
        ? NODES.numberNode(number.longValue())
        : NODES.numberNode(number);
  }
}
