package io.switchgear.mcp.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a client's message that the server keeps, repeats or looks up, and the most bytes
 * of each. {@link MessageReader} checks all of them in every message, so later code needs no limits
 * of its own. Other fields are not kept after the message was read; the transport limits the length
 * of the message.
 */
public enum FieldLimit {
  ID(1 << 10, "id"),
  METHOD(1 << 8, "method"),
  PROGRESS_TOKEN(1 << 10, "params", "_meta", "progressToken"),
  ENVELOPE_VERSION(1 << 8, "params", "_meta", RequestMeta.PROTOCOL_VERSION),
  ENVELOPE_LEVEL(1 << 8, "params", "_meta", RequestMeta.LOG_LEVEL),
  ENVELOPE_CAPABILITIES(1 << 16, "params", "_meta", RequestMeta.CLIENT_CAPABILITIES),
  ENVELOPE_CLIENT(1 << 16, "params", "_meta", RequestMeta.CLIENT_INFO),
  HANDSHAKE_VERSION(1 << 8, "params", "protocolVersion"),
  HANDSHAKE_CAPABILITIES(1 << 16, "params", "capabilities"),
  HANDSHAKE_CLIENT(1 << 16, "params", "clientInfo"),
  LEVEL(1 << 8, "params", "level"),
  CANCELLED_ID(1 << 10, "params", "requestId"),
  NAME(1 << 8, "params", "name"),
  URI(1 << 11, "params", "uri"),
  CURSOR(1 << 10, "params", "cursor"),
  TASK_ID(1 << 8, "params", "taskId"),
  /** More than the lists of targets and ports that the tools take have in practice. */
  ARGUMENTS(1 << 18, "params", "arguments"),
  /** Has to fit into a {@link #REQUEST_STATE} of a later round, in base64. */
  INPUT_RESPONSES(1 << 15, "params", "inputResponses"),
  REQUEST_STATE(1 << 16, "params", "requestState"),
  SUBSCRIPTIONS(1 << 16, "params", "notifications"),
  COMPLETION_REFERENCE(1 << 12, "params", "ref"),
  COMPLETION_ARGUMENT(1 << 12, "params", "argument"),
  RESULT(1 << 16, "result"),
  ERROR(1 << 16, "error");

  private static final List<FieldLimit> ALL = List.of(values());

  private final List<String> steps;
  private final String key;
  private final int maxBytes;

  /**
   * @param steps a field of the message, or of its {@code params} or their {@code _meta}
   */
  FieldLimit(int maxBytes, String... steps) {
    this.steps = List.of(steps);
    this.key = this.steps.getLast();
    this.maxBytes = maxBytes;
  }

  /** The keys from the message to the field. */
  List<String> steps() {
    return steps;
  }

  int maxBytes() {
    return maxBytes;
  }

  /** Describes the first field of the message that is too long. */
  static Optional<String> problem(JsonNode message) {
    JsonNode params = message.path("params");
    JsonNode meta = params.path("_meta");
    for (int at = 0; at < ALL.size(); at++) {
      FieldLimit part = ALL.get(at);
      JsonNode parent =
          switch (part.steps.size()) {
            case 1 -> message;
            case 2 -> params;
            default -> meta;
          };
      Optional<String> problem = part.tooLong(parent.path(part.key));
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  /** Describes a value that is too long for this field; empty if it is not. */
  public Optional<String> tooLong(JsonNode value) {
    long bytes = bytes(value);
    return bytes <= maxBytes
        ? Optional.empty()
        : Optional.of(
            "%s has %d bytes; at most %d are allowed, so send a shorter one"
                .formatted(String.join(".", steps), bytes, maxBytes));
  }

  /**
   * The bytes of a text in UTF-8, or the digits of a number; for a container the sum of its
   * content.
   */
  public static long bytes(JsonNode value) {
    if (value.isTextual()) {
      return utf8(value.textValue());
    }
    if (!value.isContainerNode()) {
      return value.isMissingNode() ? 0 : value.asText().length();
    }
    // Brackets and commas, so that an empty list has a length too.
    long sum = 2L + value.size();
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      sum += utf8(field.getKey()) + bytes(field.getValue());
    }
    if (value.isArray()) {
      for (JsonNode element : value) {
        sum += bytes(element);
      }
    }
    return sum;
  }

  /** The bytes of a text in UTF-8. */
  public static long utf8(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      // Each half of a surrogate pair stands for two of the four bytes.
      bytes += unit < 0x80 ? 1 : unit < 0x800 || Character.isSurrogate(unit) ? 2 : 3;
    }
    return bytes;
  }
}
