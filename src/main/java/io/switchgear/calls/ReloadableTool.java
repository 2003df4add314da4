package io.switchgear.calls;

import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolWrapper;

/**
 * A tool that a reload replaces with the same tool under other settings. The new tool also runs
 * plans of the old tool, under its own rules.
 */
final class ReloadableTool extends ToolWrapper {

  private volatile Tool tool;

  ReloadableTool(Tool tool) {
    this.tool = tool;
  }

  /** Replaces the tool for later calls. */
  void become(Tool other) {
    tool = other;
  }

  @Override
  protected Tool inner() {
    return tool;
  }
}
