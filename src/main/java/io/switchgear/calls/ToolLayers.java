package io.switchgear.calls;

import io.switchgear.calls.drill.Drills;
import io.switchgear.calls.fallback.RetryingTool;
import io.switchgear.config.Settings;
import io.switchgear.tool.Tool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The tools with the wrappers between a supervisor and its tool. */
public final class ToolLayers {

  /** One wrapper. Returns the tool itself if the settings do not need the wrapper. */
  interface Layer {
    Tool around(Tool tool, Settings settings);
  }

  private final Function<Settings, List<Tool>> configured;
  private final Drills drills;
  private final Map<String, ReloadableTool> reloadable = new HashMap<>();
  private final List<Tool> tools = new ArrayList<>();

  /**
   * @param configured makes the tools for settings; these get the wrappers
   * @param others which settings do not configure, and which get no wrappers
   */
  public ToolLayers(
      Function<Settings, List<Tool>> configured, Settings settings, List<Tool> others) {
    this.configured = configured;
    this.drills = new Drills(settings.drills());
    for (Tool tool : configured.apply(settings)) {
      ReloadableTool wrapped = new ReloadableTool(inner(tool, settings));
      reloadable.put(name(tool), wrapped);
      tools.add(wrapped);
    }
    tools.addAll(others);
  }

  /** From the supervisor down to the tool. A reload replaces all but the first. */
  List<Layer> layers() {
    return List.of(
        (tool, settings) -> new ReloadableTool(tool),
        (tool, settings) -> settings.tool(name(tool)).retry() ? RetryingTool.around(tool) : tool,
        (tool, settings) -> settings.drills() ? drills.wrap(tool) : tool);
  }

  private Tool inner(Tool tool, Settings settings) {
    Tool wrapped = tool;
    for (Layer layer : layers().subList(1, layers().size()).reversed()) {
      wrapped = layer.around(wrapped, settings);
    }
    return wrapped;
  }

  /**
   * Creates and wraps the tools for new settings.
   *
   * @return puts them in effect; running calls keep the tool that planned them
   */
  public Runnable prepare(Settings settings) {
    Map<String, Tool> next = new HashMap<>();
    configured.apply(settings).forEach(tool -> next.put(name(tool), inner(tool, settings)));
    return () -> {
      reloadable.forEach((name, tool) -> tool.become(next.get(name)));
      drills.enable(settings.drills());
    };
  }

  /** All tools, for their supervisors. */
  public List<Tool> tools() {
    return List.copyOf(tools);
  }

  public Drills drills() {
    return drills;
  }

  private static String name(Tool tool) {
    return tool.descriptor().name();
  }
}
