package io.switchgear.app;

import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolRun;
import java.util.List;
import java.util.Optional;

/** Tools that can be exchanged as a whole; a call stays with those that it began with. */
final class CurrentTools implements ToolCatalog {

  private volatile ToolCatalog tools;

  CurrentTools(ToolCatalog tools) {
    this.tools = tools;
  }

  /** From the next call on. */
  void become(ToolCatalog others) {
    tools = others;
  }

  @Override
  public List<ToolDescriptor> descriptors() {
    return tools.descriptors();
  }

  @Override
  public Optional<ToolDescriptor> find(String name) {
    return tools.find(name);
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    return tools.call(call, progress);
  }
}
