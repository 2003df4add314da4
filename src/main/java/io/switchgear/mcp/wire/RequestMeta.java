package io.switchgear.mcp.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.TraceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code params._meta}: the envelope of a modern request, and the keys that both eras have. */
public final class RequestMeta {

  static final String PROTOCOL_VERSION = "io.modelcontextprotocol/protocolVersion";
  public static final String CLIENT_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
  static final String CLIENT_INFO = "io.modelcontextprotocol/clientInfo";
  public static final String LOG_LEVEL = "io.modelcontextprotocol/logLevel";
  static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";
  static final String PROGRESS_TOKEN = "progressToken";

  private RequestMeta() {}

  /**
   * The value of the key that makes a message modern; empty if the key is absent. Other keys of the
   * envelope do not matter.
   */
  public static Optional<JsonNode> claim(ObjectNode params) {
    return Optional.ofNullable(params.path("_meta").get(PROTOCOL_VERSION));
  }

  /** Refuses a modern envelope with wrong or missing required keys. */
  public static Optional<Refusal> checkEnvelope(ObjectNode params) {
    JsonNode meta = params.path("_meta");
    if (meta.path(PROTOCOL_VERSION).isTextual() && meta.path(CLIENT_CAPABILITIES).isObject()) {
      return Optional.empty();
    }
    List<String> problems = new ArrayList<>();
    requireKey(problems, PROTOCOL_VERSION, "a string", meta.get(PROTOCOL_VERSION), true);
    requireKey(problems, CLIENT_CAPABILITIES, "an object", meta.get(CLIENT_CAPABILITIES), false);
    return Optional.of(
        Refusal.badRequest(
            ErrorCode.INVALID_PARAMS,
            "Invalid params: params._meta "
                + String.join(" and ", problems)
                + ". Every request of protocol version "
                + ProtocolVersions.MODERN
                + " carries both keys; a client of an earlier version starts with initialize"));
  }

  private static void requireKey(
      List<String> problems, String key, String shape, JsonNode value, boolean text) {
    if (value == null) {
      problems.add("lacks \"" + key + "\" (" + shape + ")");
    } else if (text ? !value.isTextual() : !value.isObject()) {
      problems.add("has \"" + key + "\", which must be " + shape);
    }
  }

  public static boolean isValidModernEnvelope(ObjectNode params) {
    return checkEnvelope(params).isEmpty()
        && claim(params).map(JsonNode::textValue).filter(ProtocolVersions::isModern).isPresent();
  }

  /** Refuses wrong values of the optional keys that this server reads. */
  public static Optional<Refusal> checkOptional(ObjectNode params) {
    JsonNode token = optional(params, PROGRESS_TOKEN);
    if (token != null && !RequestId.isOne(token)) {
      return refused("_meta.progressToken must be a string or an integer, or be left out");
    }
    JsonNode level = optional(params, LOG_LEVEL);
    if (level != null && LogLevels.of(level.asText()).isEmpty()) {
      return refused("_meta[\"" + LOG_LEVEL + "\"] must be one of " + LogLevels.names());
    }
    return Optional.empty();
  }

  /**
   * The trace that a request belongs to. Wrong values are no error; the request then has no trace.
   *
   * @param head the trace of the header fields, used if {@code _meta} names none
   */
  public static Optional<TraceContext> trace(ObjectNode params, Optional<TraceContext> head) {
    JsonNode meta = params.path("_meta");
    return meta.hasNonNull("traceparent")
        ? TraceContext.parse(
            text(meta, "traceparent"), text(meta, "tracestate"), text(meta, "baggage"))
        : head;
  }

  private static String text(JsonNode meta, String key) {
    return meta.path(key).textValue();
  }

  /** The caller's token, to be echoed as it came. */
  public static Optional<JsonNode> progressToken(ObjectNode params) {
    return Optional.ofNullable(optional(params, PROGRESS_TOKEN));
  }

  /** Null means absent: some clients write every field they know. */
  private static JsonNode optional(ObjectNode params, String key) {
    JsonNode value = params.path("_meta").get(key);
    return value == null || value.isNull() ? null : value;
  }

  private static Optional<Refusal> refused(String message) {
    return Optional.of(Refusal.inBand(ErrorCode.INVALID_PARAMS, "Invalid params: " + message));
  }
}
