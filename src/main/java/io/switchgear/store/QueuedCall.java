package io.switchgear.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A queued call: waiting, running or done.
 *
 * @param handle the secret that gives access to the outcome: 40 characters of {@code [0-9a-f]}, 160
 *     random bits
 * @param tool the tool's name
 * @param arguments as the client sent them
 * @param caller the principal that made the call
 * @param state the state
 * @param attempts how often it was claimed; identifies calls that crash the process
 * @param queuedAt when it was added
 * @param claimedAt when the current or last run started; empty while waiting
 * @param finishedAt when it finished
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

  /** The states in order; a released call returns to the first. */
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
