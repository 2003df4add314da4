package io.switchgear.tool;

/** The MDC keys, all of them. Ids travel in messages, because the MDC does not cross threads. */
public final class LogKeys {

  /** The tool's name. */
  public static final String TOOL = "tool";

  /** {@link ToolCall#id} of the call that a line is about. */
  public static final String CALL_ID = "callId";

  /** State of the tool's breaker when the line was written. */
  public static final String BREAKER = "breaker";

  /** The beginning of a legacy session's id; the whole is a key to the session. */
  public static final String SESSION_ID = "sessionId";

  private LogKeys() {}
}
