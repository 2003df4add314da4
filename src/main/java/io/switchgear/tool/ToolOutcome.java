package io.switchgear.tool;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.Optional;

/**
 * The result of a call. Expected failures are values of this type; an exception is a bug.
 *
 * <p>Every {@code message} is for the person or model that reads it: what was wrong, what is
 * allowed, what to do next.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @Type(value = ToolOutcome.Success.class, name = "success"),
  @Type(value = ToolOutcome.Failed.class, name = "failed"),
  @Type(value = ToolOutcome.TimedOut.class, name = "timed_out"),
  @Type(value = ToolOutcome.Rejected.class, name = "rejected"),
  @Type(value = ToolOutcome.Cancelled.class, name = "cancelled"),
  @Type(value = ToolOutcome.InvalidInput.class, name = "invalid_input"),
  @Type(value = ToolOutcome.OutOfScope.class, name = "out_of_scope")
})
public sealed interface ToolOutcome extends CborSerializable {

  /** The call succeeded. */
  record Success(ToolOutput output) implements ToolOutcome {}

  /**
   * The tool failed, or could not be started.
   *
   * @param partial the findings so far; {@link ToolOutput#NONE} if there are none
   */
  record Failed(Fault fault, String message, ToolOutput partial) implements ToolOutcome {
    public Failed(Fault fault, String message) {
      this(fault, message, ToolOutput.NONE);
    }
  }

  /**
   * The deadline expired.
   *
   * @param limit the time that the call had, including waiting
   * @param partial the findings so far; {@link ToolOutput#NONE} if there are none
   */
  record TimedOut(Duration limit, String message, ToolOutput partial) implements ToolOutcome {}

  /**
   * The call was not admitted.
   *
   * @param by name of the breaker, bulkhead or limit that refused
   * @param retryAfter time until a retry makes sense; positive
   */
  record Rejected(Refusal refusal, String by, String message, Duration retryAfter)
      implements ToolOutcome {}

  /**
   * The caller, an operator or the server's shutdown cancelled the call.
   *
   * @param partial the findings so far; {@link ToolOutput#NONE} if there are none
   * @param ordered whether an operator cancelled it; it is then not retried automatically
   */
  record Cancelled(String message, ToolOutput partial, boolean ordered) implements ToolOutcome {
    public Cancelled(String message, ToolOutput partial) {
      this(message, partial, false);
    }
  }

  /**
   * The call cannot run with these arguments.
   *
   * @param message replaces the questions for clients that cannot answer them
   * @param questions whose answers would complete the call; empty if the arguments are invalid
   */
  record InvalidInput(String message, Optional<Questions> questions) implements ToolOutcome {
    public InvalidInput(String message) {
      this(message, Optional.empty());
    }
  }

  /**
   * The arguments are valid, but name a target or an option that is not permitted.
   *
   * @param target as the caller wrote it
   * @param rule the rule that forbids it
   */
  record OutOfScope(String target, String rule, String message) implements ToolOutcome {}

  /** The kinds of failure. */
  enum Fault {
    /** The tool crashed or exited with an error status. */
    CRASHED,
    /** The tool could not be started. */
    SPAWN_FAILED,
    /** The program behind the tool is not installed, or is too old. */
    NOT_INSTALLED,
    /** The tool ended, but its output cannot be parsed. */
    OUTPUT_UNREADABLE,
    /** The tool exceeded a limit on output, memory or file descriptors. */
    RESOURCE_EXHAUSTED,
    /** The tool completed and reported that its task failed. */
    EXECUTION_FAILED,
    /** The tool works, but its target does not respond. */
    TARGET_UNREACHABLE,
    /**
     * This machine could not send: no route, an interface that is down, or a local firewall rule.
     * It says nothing about the tool or its target.
     */
    LOCAL_NETWORK,
    /** The node of the cluster on which the call ran is lost. */
    NODE_LOST
  }

  /** The reasons for not admitting a call. */
  enum Refusal {
    /** The breaker is open, or half open with all its probes in use. */
    CIRCUIT_OPEN,
    /** The limits of running and waiting calls are reached. */
    BULKHEAD_FULL,
    /** The caller exceeds its rate. */
    RATE_LIMITED,
    /** The audit log cannot be written, and calls without an audit record are not allowed. */
    UNRECORDED,
    /** No node of the cluster that runs the tool can be reached. */
    NO_WORKER,
    /** The server is shutting down. */
    SHUTTING_DOWN
  }
}
