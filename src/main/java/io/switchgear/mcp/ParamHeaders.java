package io.switchgear.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.Incoming.Request;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.UntrustedText;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The header fields that repeat those arguments of a tool whose schema says so by {@code
 * x-mcp-header}. MCP 2026-07-28, Streamable HTTP, "Custom Headers from Tool Parameters".
 */
final class ParamHeaders {

  private static final String PREFIX = "Mcp-Param-";
  private static final String ANNOTATION = "x-mcp-header";
  private static final int SHOWN = 100;

  private ParamHeaders() {}

  /** Each must be there if its argument is, and agree with it. */
  static Optional<Refusal> check(RequestHead head, Request request, ToolCatalog tools) {
    if (!request.method().equals("tools/call")) {
      return Optional.empty();
    }
    return tools
        .find(request.params().path("name").asText())
        .map(ToolDescriptor::inputSchema)
        .flatMap(schema -> check(head, schema, request.params().path("arguments"), "arguments"));
  }

  private static Optional<Refusal> check(
      RequestHead head, JsonNode schema, JsonNode arguments, String path) {
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      JsonNode argument = arguments.path(property.getKey());
      String where = path + "." + property.getKey();
      String header = property.getValue().path(ANNOTATION).asText("");
      Optional<Refusal> refused =
          header.isEmpty()
              ? check(head, property.getValue(), argument, where)
              : compare(head, header, argument, where);
      if (refused.isPresent()) {
        return refused;
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> compare(
      RequestHead head, String name, JsonNode argument, String where) {
    String sent = head.params().get(name.toLowerCase(Locale.ROOT));
    boolean absent = argument.isMissingNode() || argument.isNull();
    if (sent == null) {
      return absent
          ? Optional.empty()
          : mismatch("the %s header is missing; send it with the value of %s", name, where);
    }
    if (absent) {
      return mismatch("the %s header is there, but %s is not; leave out both or none", name, where);
    }
    Optional<String> decoded = StandardHeaders.decode(sent);
    if (decoded.isEmpty()) {
      return mismatch(
          "the %s header is not the padded standard base64 of UTF-8 that it promises to be; send"
              + " the value of %s",
          name, where);
    }
    return agrees(decoded.get(), argument)
        ? Optional.empty()
        : mismatch("the %s header and %s differ; both must be the same", name, where);
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
