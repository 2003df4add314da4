package io.switchgear.supervisor;

/** The MDC keys of a supervised call. */
public final class LogKeys {

  /** The tool's name. */
  public static final String TOOL = "tool";

  /** {@code ToolCall.id} of the call that a line is about. */
  public static final String CALL_ID = "callId";

  /** State of the tool's breaker when the line was written. */
  public static final String BREAKER = "breaker";

  private LogKeys() {}
}
