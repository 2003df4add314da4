package io.switchgear.mcp.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Caller.Permission;
import java.util.Optional;
import java.util.Set;

/**
 * Why a message is answered with a JSON-RPC error.
 *
 * @param status the HTTP status that goes with it; other transports ignore it
 * @param message what was wrong, what is allowed, what to do
 * @param needs the missing permission, if that is the reason
 */
public record Refusal(
    ErrorCode code, int status, String message, Optional<ObjectNode> data, Set<Permission> needs) {

  public static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  public Refusal(ErrorCode code, int status, String message, Optional<ObjectNode> data) {
    this(code, status, message, data, Set.of());
  }

  /** The caller lacks this permission. */
  public static Refusal forbidden(String message, Permission needed) {
    return new Refusal(
        ErrorCode.INVALID_REQUEST, FORBIDDEN, message, Optional.empty(), Set.of(needed));
  }

  /** An error that the transport reports as a bad request. */
  public static Refusal badRequest(ErrorCode code, String message) {
    return new Refusal(code, BAD_REQUEST, message, Optional.empty());
  }

  /** An error of one well-formed request; the transport reports success. */
  public static Refusal inBand(ErrorCode code, String message) {
    return new Refusal(code, OK, message, Optional.empty());
  }

  /** The session or the method does not exist. */
  public static Refusal notFound(ErrorCode code, String message) {
    return new Refusal(code, NOT_FOUND, message, Optional.empty());
  }

  /** The caller has used its quota. */
  public static Refusal rateLimited(String message, ObjectNode data) {
    return new Refusal(ErrorCode.RATE_LIMITED, TOO_MANY_REQUESTS, message, Optional.of(data));
  }

  /** The server cannot serve the request at present. */
  public static Refusal unavailable(String message, ObjectNode data) {
    return new Refusal(ErrorCode.INTERNAL_ERROR, UNAVAILABLE, message, Optional.of(data));
  }

  public static Refusal missingCapability(String message, ObjectNode data) {
    return new Refusal(ErrorCode.MISSING_CAPABILITY, BAD_REQUEST, message, Optional.of(data));
  }

  public static Refusal unsupportedVersion(String message, ObjectNode data) {
    return new Refusal(ErrorCode.UNSUPPORTED_VERSION, BAD_REQUEST, message, Optional.of(data));
  }
}
