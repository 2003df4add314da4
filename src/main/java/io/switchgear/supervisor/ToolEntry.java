package io.switchgear.supervisor;

import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.tool.Tool;
import java.util.Objects;

/** A tool and what protects it. */
public record ToolEntry(Tool tool, ProtectionPolicy policy) {
  public ToolEntry {
    Objects.requireNonNull(tool);
    Objects.requireNonNull(policy);
  }

  String name() {
    return tool.descriptor().name();
  }
}
