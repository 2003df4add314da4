package io.switchgear.metrics;

import java.util.Locale;
import kamon.Kamon;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/** The metrics of calls that do not run where they arrive; all 0 on a server that is alone. */
public final class PlacementMetrics {

  private static final Metric.Counter PLACED =
      Kamon.counter("mcp_tool_placements", "Calls that did not run on the node of their client");

  private PlacementMetrics() {}

  /** What was done with such a call. */
  public enum Result {
    /** It was sent to another node. */
    REMOTE,
    /** Its node was lost or was leaving, so it was placed once more. */
    AGAIN,
    /** Its node was lost, and its caller was told so. */
    LOST,
    /** No node would admit it. */
    REFUSED;

    private final String wire = name().toLowerCase(Locale.ROOT);
  }

  /** Creates the series of a tool at 0. */
  public static void register(String tool) {
    for (Result result : Result.values()) {
      counter(tool, result).increment(0);
    }
  }

  /** Counts a call of a tool. */
  public static void count(String tool, Result result) {
    counter(tool, result).increment();
  }

  private static kamon.metric.Counter counter(String tool, Result result) {
    return PLACED.withTags(TagSet.builder().add("tool", tool).add("result", result.wire).build());
  }
}
