package io.switchgear.mcp.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * The content of one request body: a message, an array of messages, or something that is neither.
 */
public sealed interface ClientMessage {

  /** One JSON-RPC message. */
  sealed interface Message extends ClientMessage {}

  /**
   * @param id a string or a whole number, echoed as it came
   * @param params empty when the message has none
   */
  record Request(JsonNode id, String method, ObjectNode params) implements Message {}

  /**
   * @param params empty when the message has none
   */
  record Notification(String method, ObjectNode params) implements Message {

    /** The request that this cancels, if it cancels one. */
    public Optional<RequestId> cancelled() {
      return method.equals("notifications/cancelled")
          ? Optional.ofNullable(params.get("requestId")).filter(RequestId::isOne).map(RequestId::of)
          : Optional.empty();
    }
  }

  /**
   * The answer to a request of the server.
   *
   * @param result empty if it is an error, or no object
   */
  record Response(JsonNode id, Optional<ObjectNode> result) implements Message {}

  /** An array of messages; never empty. */
  record Batch(List<Message> messages) implements ClientMessage {
    public Batch {
      messages = List.copyOf(messages);
    }
  }

  /**
   * Not a message.
   *
   * @param id of the request, if it can be read
   */
  record Malformed(Refusal refusal, Optional<JsonNode> id) implements ClientMessage {}
}
