package io.switchgear.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A call that waits for its tool, or waited.
 *
 * @param handle who knows it may ask for the outcome: 40 characters of {@code [0-9a-f]}, 160 random
 *     bits
 * @param tool the tool's name
 * @param arguments as the client sent them
 * @param caller the principal on whose behalf
 * @param state where it is in its life
 * @param attempts how often it was claimed; a call that takes the process down with it is known by
 *     this number
 * @param queuedAt when it was added
 * @param claimedAt when the present or last run began; empty while it waits
 * @param finishedAt when it was done
 * @param outcome present exactly when done
 */
public record QueuedCall(
    String handle,
    String tool,
    ObjectNode arguments,
    String caller,
    State state,
    int attempts,
    Instant queuedAt,
    Optional<Instant> claimedAt,
    Optional<Instant> finishedAt,
    Optional<ObjectNode> outcome) {

  /** The life of a queued call, in order; a released call goes back to the first. */
  public enum State {
    WAITING,
    RUNNING,
    DONE;

    String column() {
      return switch (this) {
        case WAITING -> "waiting";
        case RUNNING -> "running";
        case DONE -> "done";
      };
    }

    static State of(String column) {
      for (State state : values()) {
        if (state.column().equals(column)) {
          return state;
        }
      }
      throw new IllegalArgumentException(
          "state '" + column + "' of a queued call: allowed are waiting, running, done");
    }
  }
}
