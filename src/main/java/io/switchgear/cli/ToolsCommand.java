package io.switchgear.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Availability;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the tools. */
@Command(name = "tools", description = "List the tools, and what is missing.")
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
      List<Backend.Offer> offers = backend.offers();
      context.out().print(output.of(() -> table(offers), json(offers), () -> csv(offers)));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private String table(List<Backend.Offer> offers) {
    Table table = new Table("TOOL", "STATUS", "TITLE");
    StringBuilder remedies = new StringBuilder();
    for (Backend.Offer offer : offers) {
      String status =
          offer
              .availability()
              .map(
                  availability ->
                      switch (availability) {
                        case Availability.Available found -> found.version();
                        case Availability.Unavailable missing -> {
                          remedies
                              .append("\nTo get ")
                              .append(offer.tool().name())
                              .append(" (")
                              .append(missing.reason())
                              .append("):\n  ")
                              .append(missing.remedy())
                              .append('\n');
                          yield "missing";
                        }
                      })
              .orElse("served");
      table.row(offer.tool().name(), status, offer.tool().title());
    }
    return table.painted(new Ansi(context.colours()), "STATUS") + remedies;
  }

  private static String csv(List<Backend.Offer> offers) {
    return Csv.of(
        json(offers),
        "/name",
        "/title",
        "/available",
        "/version",
        "/reason",
        "/remedy",
        "/description");
  }

  private static ArrayNode json(List<Backend.Offer> offers) {
    ArrayNode array = McpClient.JSON.createArrayNode();
    for (Backend.Offer offer : offers) {
      ObjectNode tool = array.addObject();
      tool.put("name", offer.tool().name());
      tool.put("title", offer.tool().title());
      tool.put("description", offer.tool().description());
      offer.availability().ifPresent(availability -> write(tool, availability));
      tool.set("input_schema", offer.tool().inputSchema());
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
