package io.switchgear.tool;

/**
 * The live connection from a run to its caller: how far the run is, and what it writes to the
 * client's log. Cheap, never blocks, never throws, callable from any thread. An implementation that
 * wraps another one passes both on.
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

  /**
   * Writes to the log that the client sees of its own call. Does nothing if the client wants no
   * log. Never pass secrets.
   *
   * @param logger name of the component that writes
   * @param message one line
   */
  default void log(LogLevel level, String logger, String message) {}
}
