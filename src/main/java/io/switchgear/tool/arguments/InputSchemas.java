package io.switchgear.tool.arguments;

import io.switchgear.tool.ToolDescriptor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The compiled input schemas of the tools that were asked for. Thread-safe. */
public final class InputSchemas {

  private final Map<String, InputSchema> schemas = new ConcurrentHashMap<>();

  /**
   * The schema of a tool, compiled at the first use. A reload replaces a tool's descriptor, and the
   * new one has another schema.
   */
  public InputSchema of(ToolDescriptor tool) {
    return schemas.compute(
        tool.name(),
        (name, known) -> known != null && known.tool() == tool ? known : InputSchema.of(tool));
  }
}
