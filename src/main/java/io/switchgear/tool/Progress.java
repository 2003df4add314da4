package io.switchgear.tool;

/**
 * The live connection from a run to its caller: progress reports and log messages for the client.
 * Must be cheap and thread-safe, and must not block or throw. An implementation that wraps another
 * one must pass on both.
 */
@FunctionalInterface
public interface Progress {

  /** For callers that want no reports. */
  Progress NONE = (done, total, message) -> {};

  /**
   * @param done amount done; never less than in the last report of the same run
   * @param total total amount in the same unit; NaN if unknown
   * @param message one line for people
   */
  void report(double done, double total, String message);

  /**
   * Sends a log message about the call to its client. Does nothing if the client wants no log. Must
   * not contain secrets.
   *
   * @param logger name of the component that logs
   * @param message one line
   */
  default void log(LogLevel level, String logger, String message) {}
}
