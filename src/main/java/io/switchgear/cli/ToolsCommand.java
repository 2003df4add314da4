package io.switchgear.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Availability;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the tools and whether they are available. */
@Command(
    name = "tools",
    description = "List the tools, whether they are available, and how to install missing ones.")
final class ToolsCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin BackendOptions where;

  @Mixin OutputOption output;

  ToolsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (Backend backend = where.open(context)) {
      List<Backend.ListedTool> tools = backend.tools();
      context.out().print(output.of(() -> table(tools), json(tools), () -> csv(tools)));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private String table(List<Backend.ListedTool> tools) {
    Table table = new Table("TOOL", "STATUS", "TITLE");
    StringBuilder remedies = new StringBuilder();
    for (Backend.ListedTool listed : tools) {
      String status =
          listed
              .availability()
              .map(
                  availability ->
                      switch (availability) {
                        case Availability.Available found -> found.version();
                        case Availability.Unavailable missing -> {
                          remedies
                              .append("\nTo install ")
                              .append(listed.tool().name())
                              .append(" (")
                              .append(missing.reason())
                              .append("):\n  ")
                              .append(missing.remedy())
                              .append('\n');
                          yield "missing";
                        }
                      })
              .orElse("served");
      table.row(listed.tool().name(), status, listed.tool().title());
    }
    return table.painted(new Ansi(context.colours()), "STATUS") + remedies;
  }

  private static String csv(List<Backend.ListedTool> tools) {
    return Csv.of(
        json(tools),
        "/name",
        "/title",
        "/available",
        "/version",
        "/reason",
        "/remedy",
        "/description");
  }

  private static ArrayNode json(List<Backend.ListedTool> tools) {
    ArrayNode array = McpClient.JSON.createArrayNode();
    for (Backend.ListedTool listed : tools) {
      ObjectNode tool = array.addObject();
      tool.put("name", listed.tool().name());
      tool.put("title", listed.tool().title());
      tool.put("description", listed.tool().description());
      listed.availability().ifPresent(availability -> write(tool, availability));
      tool.set("input_schema", listed.tool().inputSchema());
    }
    return array;
  }

  private static void write(ObjectNode tool, Availability availability) {
    switch (availability) {
      case Availability.Available found ->
          tool.put("available", true).put("version", found.version());
      case Availability.Unavailable missing ->
          tool.put("available", false)
              .put("reason", missing.reason())
              .put("remedy", missing.remedy());
    }
  }
}
