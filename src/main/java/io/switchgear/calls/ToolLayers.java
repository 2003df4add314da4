package io.switchgear.calls;

import io.switchgear.calls.drill.Drills;
import io.switchgear.calls.fallback.RetryingTool;
import io.switchgear.config.Settings;
import io.switchgear.tool.Tool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The wrappers between a supervisor and its tool. */
public final class ToolLayers {

  /** One wrapper; returns the tool itself if the settings do not ask for it. */
  interface Layer {
    Tool around(Tool tool, Settings settings);
  }

  private final Drills drills;
  private final Map<String, ReloadableTool> reloadable = new HashMap<>();

  public ToolLayers(Drills drills) {
    this.drills = drills;
  }

  /** From the supervisor down to the tool. A reload replaces all but the first. */
  List<Layer> layers() {
    return List.of(
        (tool, settings) -> new ReloadableTool(tool),
        (tool, settings) -> settings.tool(name(tool)).retry() ? RetryingTool.around(tool) : tool,
        (tool, settings) -> settings.drills() ? drills.wrap(tool) : tool);
  }

  /** The tools with their wrappers, for their supervisors. Called once. */
  public List<Tool> around(List<Tool> tools, Settings settings) {
    for (Tool tool : tools) {
      reloadable.put(name(tool), new ReloadableTool(replaced(tool, settings)));
    }
    return tools.stream().<Tool>map(tool -> reloadable.get(name(tool))).toList();
  }

  /**
   * Wraps the same tools under other settings.
   *
   * @return puts them in effect; running calls keep the tool that planned them
   */
  public Runnable prepare(List<Tool> tools, Settings settings) {
    Map<ReloadableTool, Tool> next = new HashMap<>();
    tools.forEach(tool -> next.put(reloadable.get(name(tool)), replaced(tool, settings)));
    return () -> {
      next.forEach(ReloadableTool::become);
      drills.enable(settings.drills());
    };
  }

  public Drills drills() {
    return drills;
  }

  private Tool replaced(Tool tool, Settings settings) {
    Tool wrapped = tool;
    for (Layer layer : layers().subList(1, layers().size()).reversed()) {
      wrapped = layer.around(wrapped, settings);
    }
    return wrapped;
  }

  private static String name(Tool tool) {
    return tool.descriptor().name();
  }
}
