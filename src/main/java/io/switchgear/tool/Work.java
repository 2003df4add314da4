package io.switchgear.tool;

/** A checked call, ready to start; started at most once. */
@FunctionalInterface
public interface Work {

  /**
   * Starts the work and returns at once; must not block. A thrown exception is a bug and counts as
   * a crash.
   *
   * @param deadline when the supervisor will stop the run; the work may use it to finish early with
   *     what it has
   * @param progress where to report; may be called from any thread
   */
  ToolRun start(Deadline deadline, Progress progress);
}
