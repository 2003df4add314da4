package io.switchgear.calls.fallback;

import io.switchgear.tool.ToolOutcome;
import java.time.Instant;

/**
 * A call that was queued.
 *
 * @param tool the tool's name
 */
public record QueuedCall(String tool, Instant queuedAt, State state) {

  /** What became of it. */
  public sealed interface State {

    /**
     * @param position among the calls of the tool that have not ended, 1 is first
     */
    record Waiting(int position) implements State {}

    record Running() implements State {}

    record Done(Instant at, ToolOutcome outcome) implements State {}
  }
}
