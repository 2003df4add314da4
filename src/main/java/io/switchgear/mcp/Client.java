package io.switchgear.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.LogLevel;
import io.switchgear.tool.Question;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The client behind a request: what it declared, and how to reach it. */
interface Client {

  /** The kinds of question that it says it answers. */
  Set<Question.Kind> answerable();

  /** Whether its log is told of what is this important. */
  boolean wants(LogLevel level);

  /** Where it takes requests of the server's; only legacy clients do. */
  Optional<SessionRef> legacy();

  /** A client of one modern request, which declares everything in its envelope. */
  record Modern(Set<Question.Kind> answerable, Optional<LogLevel> logs) implements Client {

    static Modern of(ObjectNode params) {
      return new Modern(
          ClientQuestions.answerable(params.path("_meta").path(Meta.CLIENT_CAPABILITIES)),
          level(params.path("_meta").path(Meta.LOG_LEVEL).asText("")));
    }

    @Override
    public boolean wants(LogLevel level) {
      return logs.filter(least -> level.compareTo(least) >= 0).isPresent();
    }

    @Override
    public Optional<SessionRef> legacy() {
      return Optional.empty();
    }
  }

  /** The severities by their names on the wire. */
  Map<String, LogLevel> LEVELS =
      Arrays.stream(LogLevel.values())
          .collect(Collectors.toUnmodifiableMap(Client::wire, Function.identity()));

  /** The severity of that name on the wire; empty if there is none. */
  static Optional<LogLevel> level(String wire) {
    return Optional.ofNullable(LEVELS.get(wire));
  }

  /** All of them, the least severe first. */
  static String levels() {
    return Arrays.stream(LogLevel.values()).map(Client::wire).collect(Collectors.joining(", "));
  }

  static String wire(LogLevel level) {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
