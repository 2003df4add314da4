package io.switchgear.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A request to run a tool. It is data: it can be stored, sent to another node and run later.
 * Progress and log are separate parameters, see {@link Progress}.
 *
 * @param id unique on this node for the life of the process; for logs and correlation
 * @param tool the tool's name
 * @param arguments as the client sent them; after the input schema was applied, as it read them
 * @param caller the caller on whose behalf the call runs
 * @param remaining time until the caller's deadline, from now; more than zero. The supervisor uses
 *     the shorter of this and its own call timeout
 * @param dialogue the questions that the client can answer, and its answers
 * @param trace the trace that the client sent
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

  /** The same call on behalf of another caller. */
  public ToolCall by(Caller other) {
    return new ToolCall(id, tool, arguments, other, remaining, dialogue, trace);
  }

  /** A call without a trace. */
  public ToolCall(String id, String tool, ObjectNode arguments, Caller caller, Dialogue dialogue) {
    this(id, tool, arguments, caller, Optional.empty(), dialogue, Optional.empty());
  }

  /** A call whose client cannot be asked anything. */
  public ToolCall(String id, String tool, ObjectNode arguments, Caller caller) {
    this(id, tool, arguments, caller, Dialogue.NONE);
  }

  /** The same call with less time until its caller's deadline, if it has one; at least 1 ms. */
  public ToolCall after(Duration elapsed) {
    return remaining.isEmpty()
        ? this
        : new ToolCall(
            id,
            tool,
            arguments,
            caller,
            remaining.map(
                given ->
                    given.compareTo(elapsed.plusMillis(1)) > 0
                        ? given.minus(elapsed)
                        : Duration.ofMillis(1)),
            dialogue,
            trace);
  }

  /** The same call under another id. */
  public ToolCall withId(String other) {
    return new ToolCall(other, tool, arguments, caller, remaining, dialogue, trace);
  }

  /** The same call with other arguments. */
  public ToolCall with(ObjectNode others) {
    return new ToolCall(id, tool, others, caller, remaining, dialogue, trace);
  }
}
