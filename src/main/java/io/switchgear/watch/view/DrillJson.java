package io.switchgear.watch.view;

import io.switchgear.calls.drill.Drill;
import java.time.Instant;
import java.util.List;

/**
 * A fault that an operator plays on a tool.
 *
 * @param times calls that it was set for
 * @param left calls that it still meets
 * @param delay in seconds
 */
public record DrillJson(
    String tool,
    String fault,
    int times,
    int left,
    double delay,
    String operator,
    String reason,
    Instant setAt) {

  public static DrillJson of(Drill drill) {
    return new DrillJson(
        drill.tool(),
        drill.fault().wire(),
        drill.times(),
        drill.left(),
        drill.delay().toMillis() / 1e3,
        drill.operator(),
        drill.reason(),
        drill.setAt());
  }

  /**
   * The drills that are on.
   *
   * @param enabled whether the configuration allows drills
   */
  public record All(boolean enabled, List<DrillJson> drills) {

    public static All of(boolean enabled, List<Drill> drills) {
      return new All(enabled, drills.stream().map(DrillJson::of).toList());
    }
  }

  /** The drills that an order has ended. */
  public record Cleared(List<DrillJson> cleared) {

    public static Cleared of(List<Drill> drills) {
      return new Cleared(drills.stream().map(DrillJson::of).toList());
    }
  }
}
