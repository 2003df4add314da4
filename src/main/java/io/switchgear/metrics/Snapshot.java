package io.switchgear.metrics;

import java.time.Instant;
import java.util.Map;

/**
 * All figures at one point in time.
 *
 * @param id counts up from 1; 0 if the snapshot is not retained
 * @param tools figures by tool name
 */
public record Snapshot(
    long id, Instant at, String reason, SystemFigures system, Map<String, ToolFigures> tools) {

  /** The id as text; {@code now} if the snapshot is not retained. */
  public String name() {
    return id == 0 ? "now" : Long.toString(id);
  }
}
