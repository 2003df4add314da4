package io.switchgear.app;

import io.switchgear.tool.ForwardingTools;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolRun;

/** Tools that can be exchanged as a whole; a call stays with those that it began with. */
final class ReloadableTools extends ForwardingTools {

  private volatile ToolCatalog tools;

  ReloadableTools(ToolCatalog tools) {
    this.tools = tools;
  }

  /** From the next call on. */
  void become(ToolCatalog others) {
    tools = others;
  }

  @Override
  protected ToolCatalog inner() {
    return tools;
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    return tools.call(call, progress);
  }
}
