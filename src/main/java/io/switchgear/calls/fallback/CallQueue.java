package io.switchgear.calls.fallback;

import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolPlan;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Calls that wait until their tool admits calls again, oldest first for each tool. They run without
 * their clients. Stages complete off the caller's thread, and fail if the store does not answer.
 */
public interface CallQueue {

  /** The result of adding a call. */
  sealed interface Adding {

    /**
     * The call is stored.
     *
     * @param handle gives access to the result; cannot be guessed
     * @param position among the calls of the tool that have not ended, 1 is first
     */
    record Added(String handle, int position) implements Adding {}

    /**
     * @param calls calls of the tool that have not ended, which is the maximum
     */
    record Full(int calls) implements Adding {}

    /**
     * @param maxBytes maximum size of the plan as JSON in UTF-8
     */
    record TooLarge(int maxBytes) implements Adding {}
  }

  /** Stores a call; it runs on behalf of its caller, with the permissions that it still has. */
  CompletionStage<Adding> add(ToolPlan plan);

  /**
   * A queued call.
   *
   * @param handle 32 of 0-9 a-f
   * @return empty if there is none, or if another principal made it
   */
  CompletionStage<Optional<QueuedCall>> find(String handle, Caller caller);

  /** Deletes calls that ended before a time. Blocks. Returns how many. */
  int prune(Instant before);
}
