package io.switchgear.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.ToolDescriptor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is made once per tool: its entry in the list, and which of its arguments header fields
 * repeat. A tool whose descriptor was replaced is made anew.
 */
final class ToolShelf {

  /**
   * @param listed the tool as tools/list shows it; shared, not to be changed
   * @param headers the header fields that repeat its arguments
   */
  record Entry(ToolDescriptor descriptor, ObjectNode listed, ParamHeaders headers) {}

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  Entry entry(ToolDescriptor tool) {
    Entry known = entries.get(tool.name());
    if (known != null && known.descriptor() == tool) {
      return known;
    }
    Entry made = new Entry(tool, list(tool), ParamHeaders.of(tool.inputSchema()));
    entries.put(tool.name(), made);
    return made;
  }

  private static ObjectNode list(ToolDescriptor tool) {
    ObjectNode listed =
        Json.object()
            .put("name", tool.name())
            .put("title", tool.title())
            .put("description", tool.description());
    listed.set("inputSchema", tool.inputSchema());
    tool.outputSchema().ifPresent(schema -> listed.set("outputSchema", schema));
    listed
        .putObject("annotations")
        .put("title", tool.title())
        .put("readOnlyHint", tool.hints().readOnly())
        .put("destructiveHint", tool.hints().destructive())
        .put("idempotentHint", tool.hints().idempotent())
        .put("openWorldHint", tool.hints().openWorld());
    return listed;
  }
}
