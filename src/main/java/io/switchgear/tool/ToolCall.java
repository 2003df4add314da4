package io.switchgear.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * One request to run a tool. It is data: it can be stored, sent to another node and run later.
 * Progress and log of the call are a parameter beside it, see {@link Progress}.
 *
 * @param id unique on this node for the life of the process; for logs and correlation
 * @param tool the tool's name
 * @param arguments as the client sent them until they were read by the tool's input schema
 * @param caller on whose behalf
 * @param remaining time that the caller gives the call, from now on; more than zero. The supervisor
 *     takes this or its own call timeout, whichever is shorter
 * @param dialogue what can be asked of the caller's client, and what it has answered
 * @param trace that the client says it belongs to
 */
public record ToolCall(
    String id,
    String tool,
    ObjectNode arguments,
    Caller caller,
    Optional<Duration> remaining,
    Dialogue dialogue,
    Optional<TraceContext> trace)
    implements CborSerializable {

  public ToolCall {
    Objects.requireNonNull(id);
    Objects.requireNonNull(tool);
    Objects.requireNonNull(arguments);
    Objects.requireNonNull(caller);
    Objects.requireNonNull(remaining);
    Objects.requireNonNull(trace);
    dialogue = Objects.requireNonNullElse(dialogue, Dialogue.NONE);
  }

  /** The same on another's behalf. */
  public ToolCall by(Caller other) {
    return new ToolCall(id, tool, arguments, other, remaining, dialogue, trace);
  }

  /** A call of no trace. */
  public ToolCall(String id, String tool, ObjectNode arguments, Caller caller, Dialogue dialogue) {
    this(id, tool, arguments, caller, Optional.empty(), dialogue, Optional.empty());
  }

  /** A call whose client cannot be asked anything. */
  public ToolCall(String id, String tool, ObjectNode arguments, Caller caller) {
    this(id, tool, arguments, caller, Dialogue.NONE);
  }

  /** The same request with its arguments in another notation. */
  public ToolCall with(ObjectNode others) {
    return new ToolCall(id, tool, others, caller, remaining, dialogue, trace);
  }
}
