package io.switchgear.mcp.wire;

import io.switchgear.tool.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A task as the extension's schema names its fields. An {@link Optional} field that is empty is
 * left out, except {@code ttlMs}, which is then null.
 *
 * @param pollInterval at least 1 ms
 */
public record WireTask(
    String taskId,
    Detail detail,
    Optional<String> statusMessage,
    Instant createdAt,
    Instant lastUpdatedAt,
    Optional<Duration> ttl,
    Optional<Duration> pollInterval) {

  public WireTask {
    Objects.requireNonNull(taskId);
    Objects.requireNonNull(detail);
    Objects.requireNonNull(statusMessage);
    Objects.requireNonNull(createdAt);
    Objects.requireNonNull(lastUpdatedAt);
    Objects.requireNonNull(ttl);
    Objects.requireNonNull(pollInterval);
  }

  /** The status, with the field that only a task of this status has. */
  public sealed interface Detail {

    /** The value of {@code status}. */
    default String status() {
      return switch (this) {
        case Working ignored -> "working";
        case InputRequired ignored -> "input_required";
        case Completed ignored -> "completed";
        case Failed ignored -> "failed";
        case Cancelled ignored -> "cancelled";
      };
    }

    record Working() implements Detail {}

    record InputRequired(Map<String, Question> inputRequests) implements Detail {
      public InputRequired {
        inputRequests = Collections.unmodifiableMap(new LinkedHashMap<>(inputRequests));
      }
    }

    record Completed(Result.ToolCalled result) implements Detail {
      public Completed {
        Objects.requireNonNull(result);
      }
    }

    record Failed(Refusal error) implements Detail {
      public Failed {
        Objects.requireNonNull(error);
      }
    }

    record Cancelled() implements Detail {}
  }
}
