package io.switchgear.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What is done instead when a tool cannot answer.
 *
 * @param steps tried one after the other until one gives an answer; may be empty
 * @param on what makes them be tried
 */
public record FallbackSettings(List<Step> steps, Set<Trigger> on) {

  public static final FallbackSettings NONE =
      new FallbackSettings(List.of(), Set.of(Trigger.OPEN, Trigger.FULL));

  public FallbackSettings {
    steps = List.copyOf(steps);
    on = Set.copyOf(on);
  }

  /** Whether answers or calls have to be kept for it. */
  public boolean needsStore() {
    return caches() || queues();
  }

  public boolean caches() {
    return steps.stream().anyMatch(Cache.class::isInstance);
  }

  public boolean queues() {
    return steps.stream().anyMatch(Queue.class::isInstance);
  }

  /** How a call ended that the steps may stand in for. */
  public enum Trigger {
    /** Refused by an open breaker. */
    OPEN,
    /** Refused by a full bulkhead. */
    FULL,
    /** It failed, and the failure counts for the breaker. */
    FAILURE,
    /** It ran into its deadline, and that counts for the breaker. */
    TIMEOUT;

    /** As it stands in the configuration. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One thing to try. */
  public sealed interface Step {}

  /**
   * The tool's last good answer to the same arguments.
   *
   * @param maxAge older ones are not given; 1 s to 366 d
   */
  public record Cache(Duration maxAge) implements Step {
    public Cache {
      if (maxAge.compareTo(Duration.ofSeconds(1)) < 0
          || maxAge.compareTo(Duration.ofDays(366)) > 0) {
        throw new IllegalArgumentException(
            "cache.max-age is " + Check.shown(maxAge) + ": allowed is 1s to 366d");
      }
    }
  }

  /**
   * Another tool.
   *
   * @param arguments names of those that are carried over, as far as the other tool knows them
   */
  public record OtherTool(String name, List<String> arguments) implements Step {
    public OtherTool {
      arguments = List.copyOf(arguments);
    }
  }

  /** The call waits, and is run when the tool is back. */
  public record Queue() implements Step {}

  /**
   * The same answer always; at least one of the two is there.
   *
   * @param structured must conform to the tool's output schema
   */
  public record Fixed(String text, Optional<ObjectNode> structured) implements Step {
    public Fixed {
      structured = structured.map(ObjectNode::deepCopy);
      if (text.isBlank() && structured.isEmpty()) {
        throw new IllegalArgumentException("static needs text, structured, or both");
      }
    }
  }
}
