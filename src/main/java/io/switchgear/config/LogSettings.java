package io.switchgear.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How much is logged, and in which form.
 *
 * @param level of Switchgear
 * @param libraries of what it is made with
 */
public record LogSettings(Level level, Level libraries, Format format) {

  /** What a line is. */
  public enum Format {
    /** For people. */
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
    OFF;

    /**
     * @param text in letters of any case
     * @throws IllegalArgumentException which says what is allowed
     */
    static Level of(String text) {
      return Arrays.stream(values())
          .filter(level -> level.name().equals(text.strip().toUpperCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "allowed is one of "
                          + Arrays.stream(values())
                              .map(Level::name)
                              .collect(Collectors.joining(", "))));
    }
  }
}
