package io.switchgear.supervisor;

import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;

/** What an admitted call does; started at most once. */
@FunctionalInterface
interface Work {

  /**
   * Starts the work and returns at once; must not block. A thrown exception is a bug and counts as
   * a crash.
   *
   * @param deadline when the supervisor will stop the run; the work may use it to finish early with
   *     what it has
   * @param progress where to report; may be called from any thread
   */
  ToolRun start(Deadline deadline, Progress progress);

  /** Whether {@link #start} returns at once; see {@link Tool#isPrompt}. */
  default boolean isPrompt() {
    return false;
  }

  /** The run of a plan. */
  static Work of(Tool tool, ToolPlan plan) {
    return new Work() {
      @Override
      public ToolRun start(Deadline deadline, Progress progress) {
        return tool.run(plan, deadline, progress);
      }

      @Override
      public boolean isPrompt() {
        return tool.isPrompt();
      }
    };
  }
}
