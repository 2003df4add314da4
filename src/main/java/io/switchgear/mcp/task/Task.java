package io.switchgear.mcp.task;

import io.switchgear.tool.Question;
import io.switchgear.tool.ToolOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A task at one moment.
 *
 * @param id not to be guessed: at least 128 random bits, up to 128 characters of {@code
 *     [A-Za-z0-9_-]}
 * @param tool whose call it is
 * @param message how far it is, or why it ended, for people and models; one line
 * @param createdAt wall clock
 * @param updatedAt of the last change of state or message; wall clock
 * @param ttl time from {@code createdAt} for which the task is kept at least; empty if it is kept
 *     for ever
 * @param pollInterval time that a client should leave between two requests; at least 1 ms
 */
public record Task(
    String id,
    String tool,
    State state,
    Optional<String> message,
    Instant createdAt,
    Instant updatedAt,
    Optional<Duration> ttl,
    Duration pollInterval) {

  public Task {
    Objects.requireNonNull(id);
    Objects.requireNonNull(tool);
    Objects.requireNonNull(state);
    Objects.requireNonNull(message);
    Objects.requireNonNull(createdAt);
    Objects.requireNonNull(updatedAt);
    Objects.requireNonNull(ttl);
    Objects.requireNonNull(pollInterval);
  }

  /** What a task does, or how it ended. The last three are final. */
  public sealed interface State {

    /** It runs, or waits for its turn. */
    record Working() implements State {}

    /**
     * It waits for answers.
     *
     * @param open questions without an answer, by keys that the task uses only once
     */
    record InputRequired(Map<String, Question> open) implements State {
      public InputRequired {
        open = Collections.unmodifiableMap(new LinkedHashMap<>(open));
        if (open.isEmpty()) {
          throw new IllegalArgumentException("a task that waits must have a question");
        }
      }
    }

    /** The call has an outcome, which may be a failure of the tool. */
    record Completed(ToolOutcome outcome) implements State {}

    /** The call has no outcome. */
    record Failed(Failure failure) implements State {}

    /** It was cancelled before it had an outcome. */
    record Cancelled() implements State {}
  }

  /** Why a call has no outcome. */
  public sealed interface Failure {

    /** The tool asked what the client of the task did not declare to answer. */
    record Unanswerable(Collection<Question> asked) implements Failure {
      public Unanswerable {
        asked = List.copyOf(asked);
      }
    }

    /** A bug, or the loss of the task's data. The cause is in the server's log. */
    record Internal() implements Failure {}
  }
}
