package io.switchgear.mcp.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.switchgear.mcp.wire.Json;
import io.switchgear.mcp.wire.ListedTool;
import io.switchgear.tool.StandIn;
import io.switchgear.tool.ToolDescriptor;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is computed once for each tool: its entry in the list, and the arguments that header fields
 * repeat. The entry is computed again when the tool has a new descriptor.
 */
public final class ToolEntries {

  /**
   * @param listed the tool as tools/list shows it
   * @param headers the header fields that repeat its arguments
   * @param output the compiled output schema of the list
   */
  public record Entry(
      ToolDescriptor descriptor, ListedTool listed, ParamHeaders headers, Optional<Schema> output) {

    /** Whether a structured result conforms to the listed output schema. */
    public boolean promises(ObjectNode structured) {
      return output.map(schema -> schema.validate(structured).isEmpty()).orElse(true);
    }
  }

  /** Does not follow a {@code $ref} that leads out of the document. */
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

  /** The entry of a tool that is not here any more, for results that it left. */
  public static Entry absent(String name) {
    ToolDescriptor tool =
        new ToolDescriptor(
            name,
            name,
            "Not here any more.",
            Json.object().put("type", "object"),
            Optional.empty(),
            new ToolDescriptor.Hints(false, false, false, false));
    return new Entry(tool, list(tool), ParamHeaders.of(tool.inputSchema()), Optional.empty());
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
