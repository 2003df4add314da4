package io.switchgear.mcp.era;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.mcp.method.MethodTable;
import io.switchgear.mcp.method.MethodType;
import io.switchgear.mcp.wire.ClientMessage.Request;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.HeaderValue;
import io.switchgear.mcp.wire.ProtocolVersions;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.mcp.wire.RequestMeta;
import io.switchgear.tool.UntrustedText;
import java.util.Optional;

/**
 * The header fields that repeat parts of a modern request, so that gateways need not read bodies. A
 * server must refuse a request whose header and body differ. MCP 2026-07-28, Streamable HTTP,
 * "Standard Request Headers".
 */
final class StandardHeaders {

  private static final int SHOWN = 100;

  private StandardHeaders() {}

  /**
   * Compares the header fields that are present with the body; comes before the envelope is
   * checked.
   */
  static Optional<Refusal> crossCheck(RequestHead head, Request request) {
    Optional<String> claim = RequestMeta.claim(request.params()).map(JsonNode::textValue);
    Optional<String> version = head.protocolVersion();
    if (version.isPresent() && claim.isPresent() && !version.equals(claim)) {
      return disagree("MCP-Protocol-Version", version.get(), "the envelope names", claim.get());
    }
    Optional<String> method = head.method();
    if (method.isPresent() && !method.get().equals(request.method())) {
      return disagree("Mcp-Method", method.get(), "the body's method is", request.method());
    }
    return Optional.empty();
  }

  /**
   * Checks that all header fields are present and that Mcp-Name agrees; comes after the version is
   * checked.
   */
  static Optional<Refusal> checkPresent(RequestHead head, Request request) {
    if (head.protocolVersion().isEmpty()) {
      return missing("MCP-Protocol-Version", ProtocolVersions.MODERN);
    }
    if (head.method().isEmpty()) {
      return missing("Mcp-Method", request.method());
    }
    String field = MethodTable.type(request.method()).flatMap(MethodType::nameField).orElse(null);
    JsonNode name = field == null ? null : request.params().get(field);
    if (name == null || !name.isTextual()) {
      return Optional.empty();
    }
    if (head.name().isEmpty()) {
      return missing("Mcp-Name", name.textValue());
    }
    Optional<String> decoded = HeaderValue.decode(head.name().get());
    if (decoded.isEmpty()) {
      return mismatch(
          "the Mcp-Name header is not what %s promises; allowed is plain ASCII, or %s, the padded"
                  .formatted(HeaderValue.PREFIX, HeaderValue.PREFIX)
              + " standard base64 of UTF-8, and "
              + HeaderValue.SUFFIX);
    }
    return decoded.get().equals(name.textValue())
        ? Optional.empty()
        : disagree("Mcp-Name", decoded.get(), "params." + field + " is", name.textValue());
  }

  private static Optional<Refusal> missing(String header, String value) {
    return mismatch(
        "the %s header is missing; send it with the value \"%s\""
            .formatted(header, UntrustedText.line(value, SHOWN)));
  }

  private static Optional<Refusal> disagree(
      String header, String value, String where, String body) {
    return mismatch(
        "the %s header says \"%s\" but %s \"%s\"; both must be the same"
            .formatted(
                header, UntrustedText.line(value, SHOWN), where, UntrustedText.line(body, SHOWN)));
  }

  private static Optional<Refusal> mismatch(String message) {
    return Optional.of(
        Refusal.badRequest(ErrorCode.HEADER_MISMATCH, "Header mismatch: " + message));
  }
}
