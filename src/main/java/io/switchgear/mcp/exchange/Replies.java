package io.switchgear.mcp.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.Json;
import io.switchgear.mcp.wire.MessageIdScanner;
import io.switchgear.mcp.wire.MessageWriter;
import io.switchgear.mcp.wire.Refusal;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds the replies that carry a JSON-RPC error. */
public final class Replies {

  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

  private Replies() {}

  /**
   * The reply for a refused message.
   *
   * @param id of the request; empty if it could not be read
   */
  public static McpReply.Json refuse(Refusal refusal, Optional<JsonNode> id) {
    LOG.debug("refused: {} {}", refusal.code(), refusal.message());
    return new McpReply.Json(
        refusal.status(),
        MessageWriter.error(id, refusal),
        Optional.empty(),
        refusal.needs(),
        Optional.empty());
  }

  /** The reply for a request that may be sent again after {@code wait}. */
  public static McpReply.Json refuseUntil(Duration wait, Optional<JsonNode> id, String message) {
    return until(wait, refuse(Refusal.rateLimited(message, retry("rate_limited", wait)), id));
  }

  /**
   * The reply for a request that this server cannot serve at present.
   *
   * @param errorType for programs
   * @param wait after which it may be sent again
   */
  public static McpReply.Json unavailable(
      String errorType, Duration wait, Optional<JsonNode> id, String message) {
    return until(wait, refuse(Refusal.unavailable(message, retry(errorType, wait)), id));
  }

  private static ObjectNode retry(String errorType, Duration wait) {
    long millis = Math.max(1, wait.plusNanos(999_999).toMillis());
    return Json.object().put("error_type", errorType).put("retry_after", millis / 1_000.0);
  }

  private static McpReply.Json until(Duration wait, McpReply.Json reply) {
    return new McpReply.Json(
        reply.status(), reply.body(), reply.sessionId(), reply.needs(), Optional.of(wait));
  }

  /** A bug ended the request. Logs the cause, and does not show it to the client. */
  public static MethodResult.Failure internal(Throwable bug) {
    LOG.error("a request ended by a bug", bug);
    return new MethodResult.Failure(
        Refusal.inBand(
            ErrorCode.INTERNAL_ERROR,
            "Internal error: the server's log has the cause; other requests are not affected"));
  }

  /**
   * A JSON-RPC error for a message that the transport refused before it was read.
   *
   * @param message what was wrong, what is allowed, what to do
   * @param beginning of the message, as far as the transport has read it; may hold the id
   */
  public static byte[] unread(String message, byte[] beginning) {
    return MessageWriter.error(
        MessageIdScanner.of(beginning), Refusal.badRequest(ErrorCode.INVALID_REQUEST, message));
  }
}
