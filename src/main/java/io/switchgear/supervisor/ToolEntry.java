package io.switchgear.supervisor;

import io.switchgear.breaker.BreakerMemento;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.tool.Tool;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A tool and its protection.
 *
 * @param memento the stored state of its breaker; empty for a new breaker
 */
public record ToolEntry(Tool tool, ProtectionPolicy policy, Optional<BreakerMemento> memento) {

  public ToolEntry {
    Objects.requireNonNull(tool);
    Objects.requireNonNull(policy);
    Objects.requireNonNull(memento);
  }

  /** With a new breaker. */
  public ToolEntry(Tool tool, ProtectionPolicy policy) {
    this(tool, policy, Optional.empty());
  }

  /**
   * The tools, each with its protection and with the stored state of its breaker.
   *
   * @param mementos by the tool's name
   */
  public static List<ToolEntry> of(
      List<Tool> tools,
      Function<String, ProtectionPolicy> policies,
      Map<String, BreakerMemento> mementos) {
    return tools.stream()
        .map(
            tool -> {
              String name = tool.descriptor().name();
              return new ToolEntry(
                  tool, policies.apply(name), Optional.ofNullable(mementos.get(name)));
            })
        .toList();
  }

  String name() {
    return tool.descriptor().name();
  }
}
