package io.switchgear.tool;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.Optional;

/**
 * How a call ended. Expected failures are values of this type; an exception is a bug.
 *
 * <p>Every {@code message} is written for the person or model that reads it: what was wrong, what
 * is allowed, what to do next.
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

  /** It did what was asked. */
  record Success(ToolOutput output) implements ToolOutcome {}

  /**
   * It ran, or tried to, and failed.
   *
   * @param partial what it had found; {@link ToolOutput#NONE} if nothing
   */
  record Failed(Fault fault, String message, ToolOutput partial) implements ToolOutcome {
    public Failed(Fault fault, String message) {
      this(fault, message, ToolOutput.NONE);
    }
  }

  /**
   * Its deadline passed.
   *
   * @param limit the time it had, waiting included
   * @param partial what it had found; {@link ToolOutput#NONE} if nothing
   */
  record TimedOut(Duration limit, String message, ToolOutput partial) implements ToolOutcome {}

  /**
   * It was not let in.
   *
   * @param by name of the breaker, bulkhead or limit that refused
   * @param retryAfter when asking again makes sense; positive
   */
  record Rejected(Refusal refusal, String by, String message, Duration retryAfter)
      implements ToolOutcome {}

  /**
   * The caller, an operator, or the server's shutdown ended it.
   *
   * @param partial what it had found; {@link ToolOutput#NONE} if nothing
   * @param ordered whether an operator ended it, so that it is not to be run again by itself
   */
  record Cancelled(String message, ToolOutput partial, boolean ordered) implements ToolOutcome {
    public Cancelled(String message, ToolOutput partial) {
      this(message, partial, false);
    }
  }

  /**
   * The arguments cannot be run as they are.
   *
   * @param message stands for the questions where nobody can answer them
   * @param questions whose answers would make the call whole; empty if the arguments are wrong
   */
  record InvalidInput(String message, Optional<Questions> questions) implements ToolOutcome {
    public InvalidInput(String message) {
      this(message, Optional.empty());
    }
  }

  /**
   * The arguments are sound but name something that may not be touched, or a way that is not
   * allowed.
   *
   * @param target what was named, as the caller wrote it
   * @param rule the rule that forbids it
   */
  record OutOfScope(String target, String rule, String message) implements ToolOutcome {}

  /** What kind of failure. */
  enum Fault {
    /** The tool died or ended with an error status. */
    CRASHED,
    /** The tool could not be started. */
    SPAWN_FAILED,
    /** The program behind the tool is not on this machine, or is too old. */
    NOT_INSTALLED,
    /** The tool ended, but what it printed is not what it should print. */
    OUTPUT_UNREADABLE,
    /** The tool went past a limit on output, memory or descriptors. */
    RESOURCE_EXHAUSTED,
    /** The tool ran to its end and reports that what it was asked to do failed. */
    EXECUTION_FAILED,
    /** The tool works; what it was pointed at does not answer. */
    TARGET_UNREACHABLE,
    /**
     * This machine could not send: no route, an interface that is down, a rule of its own. Says
     * nothing about the tool, nor about what it was pointed at.
     */
    LOCAL_NETWORK
  }

  /** Why a call was not let in. */
  enum Refusal {
    /** The breaker is open, or half open with its probes taken. */
    CIRCUIT_OPEN,
    /** As many calls as allowed are running and waiting. */
    BULKHEAD_FULL,
    /** The caller asks too often. */
    RATE_LIMITED,
    /** The audit cannot be written, and no call may go on unrecorded. */
    UNRECORDED,
    /** The server is going down. */
    SHUTTING_DOWN
  }
}
