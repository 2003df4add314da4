package io.switchgear.mcp.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.switchgear.mcp.wire.ListedTool;
import io.switchgear.tool.StandIn;
import io.switchgear.tool.ToolDescriptor;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is made once per tool: its entry in the list, and which of its arguments header fields
 * repeat. A tool whose descriptor was replaced is made anew.
 */
public final class ToolEntries {

  /**
   * @param listed the tool as tools/list shows it; shared, not to be changed
   * @param headers the header fields that repeat its arguments
   * @param output the compiled output schema, as it is listed
   */
  public record Entry(
      ToolDescriptor descriptor, ListedTool listed, ParamHeaders headers, Optional<Schema> output) {

    /** Whether a structured result is what clients were told to expect. */
    public boolean promises(ObjectNode structured) {
      return output.map(schema -> schema.validate(structured).isEmpty()).orElse(true);
    }
  }

  /** Never follows a {@code $ref} out of the document. */
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaCacheEnabled(false));

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  public Entry entry(ToolDescriptor tool) {
    Entry known = entries.get(tool.name());
    if (known != null && known.descriptor() == tool) {
      return known;
    }
    ListedTool listed = list(tool);
    Entry made =
        new Entry(
            tool,
            listed,
            ParamHeaders.of(tool.inputSchema()),
            listed.outputSchema().map(registry::getSchema));
    entries.put(tool.name(), made);
    return made;
  }

  private static ListedTool list(ToolDescriptor tool) {
    return new ListedTool(
        tool.name(),
        tool.title(),
        tool.description(),
        tool.inputSchema(),
        tool.outputSchema().map(StandIn::published),
        tool.hints());
  }
}
