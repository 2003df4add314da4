package io.switchgear.tool;

/**
 * The log that a client sees of its own call. Cheap, never blocks, never throws, callable from any
 * thread; never given secrets.
 */
@FunctionalInterface
public interface ClientLog {

  ClientLog NONE = (level, logger, message) -> {};

  /**
   * @param logger what speaks
   * @param message one line
   */
  void log(Level level, String logger, String message);

  /** RFC 5424's severities, from the least. */
  enum Level {
    DEBUG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    CRITICAL,
    ALERT,
    EMERGENCY
  }
}
