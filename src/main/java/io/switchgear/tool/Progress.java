package io.switchgear.tool;

/**
 * Where a run reports how far it is. Cheap, never blocks, never throws, callable from any thread.
 */
@FunctionalInterface
public interface Progress {

  /** For callers who do not listen. */
  Progress NONE = (done, total, message) -> {};

  /**
   * @param done how much is done; never less than the last report of the same run
   * @param total how much there is, in the same unit; NaN while unknown
   * @param message one line for a person
   */
  void report(double done, double total, String message);
}
