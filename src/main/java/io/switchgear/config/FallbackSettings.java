package io.switchgear.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The fallbacks of a tool, for calls that it cannot answer.
 *
 * @param steps tried in this order until one gives an answer; may be empty
 * @param on the outcomes after which the steps are tried
 */
public record FallbackSettings(
    @Setting(key = "fallback") List<Step> steps, @Setting(key = "fallback-on") Set<Trigger> on) {

  public static final FallbackSettings NONE =
      new FallbackSettings(List.of(), Set.of(Trigger.OPEN, Trigger.FULL));

  public FallbackSettings {
    steps = List.copyOf(steps);
    on = Set.copyOf(on);
  }

  /** Whether answers or calls must be stored for it. */
  public boolean needsStore() {
    return caches() || queues();
  }

  public boolean caches() {
    return has(Cache.class);
  }

  public boolean queues() {
    return has(Queue.class);
  }

  private boolean has(Class<? extends Step> kind) {
    for (Step step : steps) {
      if (kind.isInstance(step)) {
        return true;
      }
    }
    return false;
  }

  /** The outcomes that the steps may replace. */
  public enum Trigger {
    /** Refused by an open breaker. */
    OPEN,
    /** Refused by a full bulkhead. */
    FULL,
    /** Failed, and the failure counts for the breaker. */
    FAILURE,
    /** The deadline passed, and that counts for the breaker. */
    TIMEOUT;

    /** The name in the configuration. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One step. */
  public sealed interface Step {}

  /**
   * Gives the tool's last good answer to the same arguments.
   *
   * @param maxAge an older answer is not given; 1 s to 366 d
   */
  public record Cache(Duration maxAge) implements Step {
    public Cache {
      new Check().range("maxAge", maxAge, Duration.ofSeconds(1), Duration.ofDays(366)).done();
    }
  }

  /**
   * Calls another tool.
   *
   * @param arguments names of the arguments that are passed on, if the other tool has them
   */
  @Setting(key = "tool")
  public record OtherTool(String name, List<String> arguments) implements Step {
    public OtherTool {
      arguments = List.copyOf(arguments);
    }
  }

  /** Stores the call and runs it when the tool is available again. */
  public record Queue() implements Step {}

  /**
   * Always gives the same answer: a text, a structured result, or both.
   *
   * @param structured must conform to the tool's output schema
   */
  @Setting(key = "static")
  public record Fixed(@Setting(absent = "\"\"") String text, Optional<ObjectNode> structured)
      implements Step {
    public Fixed {
      structured = structured.map(ObjectNode::deepCopy);
      new Check()
          .that(
              !text.isBlank() || structured.isPresent(),
              "",
              "",
              "static needs text, structured, or both")
          .done();
    }
  }
}
