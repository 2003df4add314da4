package io.switchgear.tool;

import java.util.Optional;
import org.slf4j.MDC;

/** All MDC keys. Ids travel in messages, because the MDC does not cross threads. */
public final class LogKeys {

  /** The tool's name. */
  public static final String TOOL = "tool";

  /** {@link ToolCall#id} of the call that a line belongs to. */
  public static final String CALL_ID = "callId";

  /** State of the tool's breaker when the line was written. */
  public static final String BREAKER = "breaker";

  /** The first characters of a legacy session's id. The whole id grants access to the session. */
  public static final String SESSION_ID = "sessionId";

  /** {@link TraceContext#traceId} of the trace that the client sent. */
  public static final String TRACE_ID = "traceId";

  private LogKeys() {}

  /** MDC keys of this thread; closing restores the previous values. */
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /** Sets the MDC keys of a call for this thread. Closing restores the previous values. */
  public static Held of(String tool, String callId, Optional<TraceContext> trace) {
    String toolBefore = MDC.get(TOOL);
    String callBefore = MDC.get(CALL_ID);
    MDC.put(TOOL, tool);
    MDC.put(CALL_ID, callId);
    Held held =
        () -> {
          restore(TOOL, toolBefore);
          restore(CALL_ID, callBefore);
        };
    return trace.isEmpty() ? held : alsoTrace(held, trace.get());
  }

  private static Held alsoTrace(Held held, TraceContext trace) {
    String before = MDC.get(TRACE_ID);
    MDC.put(TRACE_ID, trace.traceId());
    return () -> {
      restore(TRACE_ID, before);
      held.close();
    };
  }

  private static void restore(String key, String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
