package io.switchgear.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The difference between two snapshots.
 *
 * @param from the earlier snapshot
 */
public record Comparison(Snapshot from, Snapshot to) {

  /**
   * What changed for one tool. Counts are those of the calls that ended between the snapshots.
   *
   * @param restarted whether the statistics were reset in between; the counts then cover the time
   *     since the reset
   * @param rate calls per second
   * @param failureRate fraction of failures among calls that succeeded or failed, 0 to 1
   * @param average mean seconds of calls that succeeded or failed
   */
  public record ToolChange(
      boolean restarted,
      long executions,
      long successes,
      long failures,
      long rejected,
      OptionalDouble rate,
      OptionalDouble failureRate,
      OptionalDouble average,
      Difference successRate,
      Difference p50,
      Difference p95,
      Difference p99) {

    static ToolChange between(ToolFigures from, ToolFigures to, double seconds) {
      boolean restarted = to.executions() < from.executions();
      ToolFigures base = restarted ? ToolFigures.NONE : from;
      long executions = to.executions() - base.executions();
      long failures = to.failures() - base.failures();
      long ran = to.ran() - base.ran();
      return new ToolChange(
          restarted,
          executions,
          to.successes() - base.successes(),
          failures,
          to.rejected() - base.rejected(),
          Slice.ratio(executions, seconds),
          Slice.ratio(failures, ran),
          Slice.ratio(to.seconds() - base.seconds(), ran),
          new Difference(from.successRate(), to.successRate()),
          new Difference(from.p50(), to.p50()),
          new Difference(from.p95(), to.p95()),
          new Difference(from.p99(), to.p99()));
    }
  }

  /** A figure in both snapshots. */
  public record Difference(OptionalDouble from, OptionalDouble to) {

    /** Empty if one of the two is unknown. */
    public OptionalDouble change() {
      return from.isPresent() && to.isPresent()
          ? OptionalDouble.of(to.getAsDouble() - from.getAsDouble())
          : OptionalDouble.empty();
    }
  }

  /** The time between the snapshots, in seconds. */
  public double seconds() {
    return Math.max(0, elapsed());
  }

  private double elapsed() {
    return Duration.between(from.at(), to.at()).toNanos() / 1e9;
  }

  /** HTTP requests that were answered between the snapshots, or since a reset in between. */
  public long requests() {
    return increase(from.system().requests(), to.system().requests());
  }

  /** As {@link #requests}, with status 500 and above. */
  public long errors() {
    return increase(from.system().errors(), to.system().errors());
  }

  private static long increase(long from, long to) {
    return to < from ? to : to - from;
  }

  /** What changed for each tool of either snapshot, by name. */
  public Map<String, ToolChange> tools() {
    TreeSet<String> names = new TreeSet<>(from.tools().keySet());
    names.addAll(to.tools().keySet());
    Map<String, ToolChange> changes = new TreeMap<>();
    for (String name : names) {
      changes.put(
          name,
          ToolChange.between(
              from.tools().getOrDefault(name, ToolFigures.NONE),
              to.tools().getOrDefault(name, ToolFigures.NONE),
              elapsed()));
    }
    return changes;
  }
}
