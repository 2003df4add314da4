package io.switchgear.cluster.place;

import io.switchgear.tool.CborSerializable;
import java.util.Map;

/**
 * One node's entry of the replicated view; only that node writes it. It is published when a state
 * changes, and repeated before readers take it for too old.
 *
 * @param node its name
 * @param beat differs from that of the entry before, so that readers recognise a repeated entry as
 *     fresh. They measure ages by their own clocks, from the arrival of a new beat
 * @param tools by name, with all tools that the node runs
 */
public record NodeTools(String node, long beat, Map<String, ToolState> tools)
    implements CborSerializable {

  public NodeTools {
    tools = Map.copyOf(tools);
  }
}
