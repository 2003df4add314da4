package io.switchgear.mcp.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.HeaderValue;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.tool.UntrustedText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The header fields that repeat arguments of a tool. A schema marks such an argument by {@code
 * x-mcp-header}. MCP 2026-07-28, Streamable HTTP, "Custom Headers from Tool Parameters".
 *
 * @param repeated in the order of the schema
 */
public record ParamHeaders(List<Repeated> repeated) {

  /**
   * One argument.
   *
   * @param header the name after the prefix, as the schema spells it
   * @param path keys from the arguments to this argument
   */
  public record Repeated(String header, List<String> path) {

    private String where() {
      return "arguments." + String.join(".", path);
    }
  }

  private static final String PREFIX = "Mcp-Param-";
  private static final String ANNOTATION = "x-mcp-header";
  private static final int SHOWN = 100;

  public ParamHeaders {
    repeated = List.copyOf(repeated);
  }

  /** The header fields of a tool with this input schema. */
  static ParamHeaders of(JsonNode schema) {
    List<Repeated> found = new ArrayList<>();
    collect(schema, List.of(), found);
    return new ParamHeaders(found);
  }

  private static void collect(JsonNode schema, List<String> path, List<Repeated> found) {
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      List<String> down = Stream.concat(path.stream(), Stream.of(property.getKey())).toList();
      String header = property.getValue().path(ANNOTATION).asText("");
      if (header.isEmpty()) {
        collect(property.getValue(), down, found);
      } else {
        found.add(new Repeated(header, down));
      }
    }
  }

  /**
   * Each header field must be present if its argument is, and must have the same value.
   *
   * @param sent as in {@link RequestHead#params}
   */
  public Optional<Refusal> check(Map<String, String> sent, JsonNode arguments) {
    for (Repeated each : repeated) {
      JsonNode argument = arguments;
      for (String key : each.path()) {
        argument = argument.path(key);
      }
      Optional<Refusal> refused =
          compare(sent.get(each.header().toLowerCase(Locale.ROOT)), each, argument);
      if (refused.isPresent()) {
        return refused;
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> compare(String sent, Repeated each, JsonNode argument) {
    String name = each.header();
    boolean absent = argument.isMissingNode() || argument.isNull();
    if (sent == null) {
      return absent
          ? Optional.empty()
          : mismatch("the %s header is missing; send it with the value of %s", name, each.where());
    }
    if (absent) {
      return mismatch(
          "the %s header is there, but %s is not; leave out both or none", name, each.where());
    }
    Optional<String> decoded = HeaderValue.decode(sent);
    if (decoded.isEmpty()) {
      return mismatch(
          "the %s header is not the padded standard base64 of UTF-8 that it promises to be; send"
              + " the value of %s",
          name, each.where());
    }
    return agrees(decoded.get(), argument)
        ? Optional.empty()
        : mismatch("the %s header and %s differ; both must be the same", name, each.where());
  }

  private static boolean agrees(String header, JsonNode argument) {
    if (argument.isNumber()) {
      try {
        return new BigDecimal(header).compareTo(argument.decimalValue()) == 0;
      } catch (NumberFormatException notANumber) {
        return false;
      }
    }
    return header.equals(argument.asText());
  }

  private static Optional<Refusal> mismatch(String message, String name, String where) {
    return Optional.of(
        Refusal.badRequest(
            ErrorCode.HEADER_MISMATCH,
            "Header mismatch: "
                + message.formatted(PREFIX + name, UntrustedText.line(where, SHOWN))));
  }
}
