package io.switchgear.tool;

import java.util.List;
import java.util.Optional;

/** Other tools as they are, but for what is done around their calls. */
public abstract class ForwardingTools implements ToolCatalog {

  /** The tools that are called. */
  protected abstract ToolCatalog inner();

  @Override
  public List<ToolDescriptor> descriptors() {
    return inner().descriptors();
  }

  @Override
  public Optional<ToolDescriptor> find(String name) {
    return inner().find(name);
  }

  @Override
  public void turnedAway(ToolCall call, ToolOutcome outcome) {
    inner().turnedAway(call, outcome);
  }
}
