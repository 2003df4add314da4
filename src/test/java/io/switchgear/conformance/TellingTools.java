package io.switchgear.conformance;

import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.tool.Content;
import io.switchgear.tool.LogLevel;
import io.switchgear.tool.Tool;
import java.util.List;
import java.util.function.Consumer;

/** The suite's tools that write to the client's log, or cause change notifications. */
final class TellingTools {

  private static final String LOGGER = "fixture";

  private TellingTools() {}

  static List<Tool> all(Consumer<CatalogChange> publish) {
    return List.of(
        logging("test_tool_with_logging"),
        FixtureTool.prompt(
            "test_logging_tool",
            FixtureTool.NOTHING,
            (plan, progress) -> {
              progress.log(LogLevel.INFO, LOGGER, "logged at once");
              return FixtureTool.success(new Content.Text("logged"));
            }),
        changing("test_trigger_tool_change", publish, new CatalogChange.ToolsListed()),
        changing("test_trigger_prompt_change", publish, new CatalogChange.PromptsListed()));
  }

  private static Tool logging(String name) {
    return FixtureTool.working(
        name,
        FixtureTool.NOTHING,
        (plan, progress) ->
            Steps.run(
                List.of(
                    () -> progress.log(LogLevel.INFO, LOGGER, "Tool execution started"),
                    () -> progress.log(LogLevel.INFO, LOGGER, "Tool processing data"),
                    () -> progress.log(LogLevel.INFO, LOGGER, "Tool execution completed")),
                FixtureTool.success(new Content.Text("logged"))));
  }

  private static Tool changing(String name, Consumer<CatalogChange> publish, CatalogChange change) {
    return FixtureTool.prompt(
        name,
        FixtureTool.NOTHING,
        (plan, progress) -> {
          publish.accept(change);
          return FixtureTool.success(new Content.Text("published"));
        });
  }
}
