package io.switchgear.config;

/**
 * The log.
 *
 * @param level of Switchgear
 * @param levelLibraries of Pekko and the other libraries
 */
public record LogSettings(Level level, Level levelLibraries, Format format) {

  /** The form of a line. */
  public enum Format {
    /** Text, for people. */
    TEXT,
    /** One JSON object, for programs. */
    JSON
  }

  /** From most to least. */
  public enum Level {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    OFF
  }
}
