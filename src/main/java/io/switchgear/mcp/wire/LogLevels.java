package io.switchgear.mcp.wire;

import io.switchgear.tool.LogLevel;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The severities of the client's log by their names on the wire. */
public final class LogLevels {

  private static final Map<String, LogLevel> BY_NAME =
      Arrays.stream(LogLevel.values())
          .collect(Collectors.toUnmodifiableMap(LogLevels::name, Function.identity()));

  private LogLevels() {}

  /** The severity of that name; empty if there is none. */
  public static Optional<LogLevel> of(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** All names, the least severe first. */
  public static String names() {
    return Arrays.stream(LogLevel.values()).map(LogLevels::name).collect(Collectors.joining(", "));
  }

  public static String name(LogLevel level) {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
