package io.switchgear.front.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.UntrustedText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads typed fields of a request body. Every method throws {@link IllegalArgumentException} for a
 * wrong value.
 */
final class BodyFields {

  private static final Pattern DURATION =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ms|[smhd])");
  private static final int NANO_DIGITS = 9;
  private static final int SHOWN = 60;

  private final ObjectNode body;

  /**
   * @throws IllegalArgumentException if the body has other fields than these; the message names the
   *     field and those allowed
   */
  BodyFields(ObjectNode body, Set<String> known) {
    this.body = body;
    Iterator<String> names = body.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            known.isEmpty()
                ? "there is no field '%s'; send an empty object".formatted(shown(name))
                : "there is no field '%s'; allowed are %s"
                    .formatted(shown(name), String.join(", ", new TreeSet<>(known))));
      }
    }
  }

  Optional<String> text(String field) {
    return present(field)
        .map(
            value -> {
              if (!value.isTextual() || value.textValue().isBlank()) {
                throw wrong(field, value, "a text that is not empty");
              }
              return UntrustedText.line(value.textValue());
            });
  }

  Optional<Integer> whole(String field) {
    return present(field)
        .map(
            value -> {
              if (!value.canConvertToInt() || !value.isIntegralNumber()) {
                throw wrong(field, value, "a whole number");
              }
              return value.intValue();
            });
  }

  /** A number of seconds, or a string with a unit, such as {@code 10m}. */
  Optional<Duration> duration(String field) {
    return present(field)
        .map(
            value -> {
              if (value.isNumber() && Math.abs(value.doubleValue()) < 1e10) {
                return exact(value.decimalValue(), unit("s"));
              }
              return Optional.of(value)
                  .filter(JsonNode::isTextual)
                  .flatMap(text -> durationOf(text.textValue()))
                  .orElseThrow(
                      () ->
                          wrong(
                              field,
                              value,
                              "seconds, or a text with its unit such as 500ms, 30s, 10m, 2h or"
                                  + " 1d"));
            });
  }

  /** The duration of a text with a unit, such as {@code 10m}; empty for any other text. */
  static Optional<Duration> durationOf(String text) {
    Matcher parts = DURATION.matcher(text);
    return parts.matches()
        ? Optional.of(exact(new BigDecimal(parts.group(1)), unit(parts.group(2))))
        : Optional.empty();
  }

  /** An object; empty if the field is absent. */
  Optional<ObjectNode> object(String field) {
    return present(field)
        .map(
            value -> {
              if (value instanceof ObjectNode object) {
                return object;
              }
              throw wrong(field, value, "an object such as {\"targets\": [\"10.0.0.0/24\"]}");
            });
  }

  /** A list of texts. */
  Optional<List<String>> texts(String field) {
    return present(field)
        .map(
            value -> {
              if (!value.isArray()) {
                throw wrong(field, value, "a list of texts such as [\"10.0.0.1\"]");
              }
              List<String> all = new ArrayList<>();
              for (JsonNode each : value) {
                if (!each.isTextual() || each.textValue().isBlank()) {
                  throw wrong(field, each, "a list of texts that are not empty");
                }
                all.add(each.textValue());
              }
              return all;
            });
  }

  Optional<Boolean> flag(String field) {
    return present(field)
        .map(
            value -> {
              if (!value.isBoolean()) {
                throw wrong(field, value, "true or false");
              }
              return value.booleanValue();
            });
  }

  /** Exact to the nanosecond; a {@link Duration} holds more than a long of nanoseconds. */
  private static Duration exact(BigDecimal amount, Duration unit) {
    BigDecimal[] seconds =
        amount
            .multiply(BigDecimal.valueOf(unit.toNanos(), NANO_DIGITS))
            .divideAndRemainder(BigDecimal.ONE);
    return Duration.ofSeconds(
        seconds[0].longValueExact(), seconds[1].movePointRight(NANO_DIGITS).longValue());
  }

  private static Duration unit(String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      default -> Duration.ofDays(1);
    };
  }

  private Optional<JsonNode> present(String field) {
    return Optional.ofNullable(body.get(field)).filter(value -> !value.isNull());
  }

  private static IllegalArgumentException wrong(String field, JsonNode value, String needed) {
    return new IllegalArgumentException(
        "%s = %s: must be %s".formatted(field, shown(value.toString()), needed));
  }

  private static String shown(String text) {
    return UntrustedText.line(text, SHOWN);
  }
}
