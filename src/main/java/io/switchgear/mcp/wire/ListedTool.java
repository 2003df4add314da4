package io.switchgear.mcp.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.ToolDescriptor.Hints;
import java.util.Objects;
import java.util.Optional;

/**
 * A tool as {@code tools/list} shows it.
 *
 * @param outputSchema of the structured content; shared, not to be changed
 */
public record ListedTool(
    String name,
    String title,
    String description,
    JsonNode inputSchema,
    Optional<ObjectNode> outputSchema,
    Hints annotations) {

  public ListedTool {
    Objects.requireNonNull(name);
    Objects.requireNonNull(title);
    Objects.requireNonNull(description);
    Objects.requireNonNull(inputSchema);
    Objects.requireNonNull(outputSchema);
    Objects.requireNonNull(annotations);
  }
}
