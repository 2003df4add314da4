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

  /**
   * Whether it is known to return at once from its start, having opened no file, started no process
   * and waited for nobody. Such work is started where its call was let in; other work on a thread
   * of its own, where it harms nobody if it blocks against the contract. The way over that thread
   * costs a call more than all else that is done to it, and matters only to one that takes
   * microseconds.
   */
  default boolean isPrompt() {
    return false;
  }

  /** The work, {@link #isPrompt() prompt}. If it is not, it holds up its breaker, and others. */
  static Work prompt(Work work) {
    return new Work() {
      @Override
      public ToolRun start(Deadline deadline, Progress progress) {
        return work.start(deadline, progress);
      }

      @Override
      public boolean isPrompt() {
        return true;
      }
    };
  }

  /** This work, prompt if the other one is that it starts in its turn. */
  default Work promptAs(Work other) {
    return other.isPrompt() ? prompt(this) : this;
  }
}
