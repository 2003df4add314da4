package io.switchgear.supervisor;

import io.switchgear.breaker.BreakerMemento;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.tool.Tool;
import java.util.Objects;
import java.util.Optional;

/**
 * A tool and what protects it.
 *
 * @param memento the state its breaker goes on from; empty for a new one
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

  String name() {
    return tool.descriptor().name();
  }
}
