package io.switchgear.mcp;

/** The MDC keys of this room; where the supervisor has the same key it has the same name. */
final class LogKeys {

  static final String TOOL = "tool";
  static final String CALL_ID = "callId";

  /** The beginning of a legacy session's id; the whole is a key to the session. */
  static final String SESSION_ID = "sessionId";

  private LogKeys() {}
}
