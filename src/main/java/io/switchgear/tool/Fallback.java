package io.switchgear.tool;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The source of a result that is not the tool's own. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @Type(value = Fallback.Cached.class, name = "cached"),
  @Type(value = Fallback.Substituted.class, name = "substituted"),
  @Type(value = Fallback.Queued.class, name = "queued"),
  @Type(value = Fallback.Fixed.class, name = "fixed")
})
public sealed interface Fallback {

  /** The message of the tool's own outcome, which this result replaces. */
  String reason();

  /** When to call the tool again; empty if unknown. */
  Optional<Duration> retryAfter();

  /** The stable name of the kind, on the wire. */
  default String source() {
    return switch (this) {
      case Cached ignored -> "cache_fallback";
      case Substituted ignored -> "tool_fallback";
      case Queued ignored -> "queue_fallback";
      case Fixed ignored -> "static_fallback";
    };
  }

  /**
   * The tool's last good result for the same arguments.
   *
   * @param age since the result was produced
   */
  record Cached(String reason, Optional<Duration> retryAfter, Duration age) implements Fallback {}

  /**
   * The result of another tool.
   *
   * @param tool the tool that produced it
   * @param dropped names of the arguments that were not passed to it
   */
  record Substituted(
      String reason, Optional<Duration> retryAfter, String tool, List<String> dropped)
      implements Fallback {
    public Substituted {
      dropped = List.copyOf(dropped);
    }
  }

  /**
   * No result yet: the call is queued and runs when the tool is available again.
   *
   * @param handle for requesting the result
   * @param position in the queue; 1 is next
   */
  record Queued(String reason, Optional<Duration> retryAfter, String handle, int position)
      implements Fallback {}

  /** A text that the operator configured. */
  record Fixed(String reason, Optional<Duration> retryAfter) implements Fallback {}
}
