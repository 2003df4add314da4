package io.switchgear.tool;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where an answer comes from that is not the tool's own. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @Type(value = Fallback.Cached.class, name = "cached"),
  @Type(value = Fallback.Substituted.class, name = "substituted"),
  @Type(value = Fallback.Queued.class, name = "queued"),
  @Type(value = Fallback.Fixed.class, name = "fixed")
})
public sealed interface Fallback {

  /** What the tool itself came to: the message of the outcome that this stands in for. */
  String reason();

  /** When asking the tool itself makes sense; empty if nobody knows. */
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
   * The tool's last good answer to the same arguments.
   *
   * @param age since it was given
   */
  record Cached(String reason, Optional<Duration> retryAfter, Duration age) implements Fallback {}

  /**
   * Another tool's answer.
   *
   * @param tool that answered
   * @param dropped names of the arguments that it was not given
   */
  record Substituted(
      String reason, Optional<Duration> retryAfter, String tool, List<String> dropped)
      implements Fallback {
    public Substituted {
      dropped = List.copyOf(dropped);
    }
  }

  /**
   * No answer yet: the call waits, and is run when the tool is back.
   *
   * @param handle under which its answer can be asked for
   * @param position in the queue, 1 is next
   */
  record Queued(String reason, Optional<Duration> retryAfter, String handle, int position)
      implements Fallback {}

  /** What the operator wrote down for this case. */
  record Fixed(String reason, Optional<Duration> retryAfter) implements Fallback {}
}
