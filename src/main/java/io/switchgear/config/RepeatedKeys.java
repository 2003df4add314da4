package io.switchgear.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds keys that a block of a HOCON text has twice. HOCON allows that, and the second value
 * replaces the first; {@code +=} adds to it, and is no repetition.
 */
final class RepeatedKeys {

  private static final String TRIPLE = "\"\"\"";

  /**
   * @param line of the second one, from 1
   * @param first the line of the first one
   */
  record Repeated(String key, int line, int first) {}

  /**
   * A block, or a list.
   *
   * @param keys the lines of its keys; null for a list
   */
  private record Level(Map<String, Integer> keys) {
    boolean isBlock() {
      return keys != null;
    }
  }

  private final String text;
  private final List<Repeated> found = new ArrayList<>();
  private final Deque<Level> levels = new ArrayDeque<>();
  private final StringBuilder key = new StringBuilder();
  private boolean inValue;
  private int line = 1;
  private int at;

  private RepeatedKeys(String text) {
    this.text = text;
    levels.push(block());
  }

  /** The repeated keys of a text that HOCON's parser accepts; of others some. */
  static List<Repeated> in(String text) {
    RepeatedKeys keys = new RepeatedKeys(text);
    while (keys.at < text.length()) {
      keys.step();
    }
    return keys.found;
  }

  private static Level block() {
    return new Level(new HashMap<>());
  }

  private void step() {
    char next = text.charAt(at);
    if (next == '#' || text.startsWith("//", at)) {
      int end = text.indexOf('\n', at);
      at = end < 0 ? text.length() : end;
      return;
    }
    if (next == '"') {
      quoted();
      return;
    }
    at++;
    switch (next) {
      case '{' -> {
        note();
        open(block());
      }
      case '[' -> open(new Level(null));
      case '}', ']' -> {
        if (levels.size() > 1) {
          levels.pop();
        }
        inValue = true;
      }
      case '=', ':' -> {
        note();
        inValue = true;
      }
      case ',' -> member();
      case '\n' -> {
        line++;
        member();
      }
      default -> key.append(next);
    }
  }

  private void open(Level level) {
    levels.push(level);
    member();
  }

  private void member() {
    key.setLength(0);
    inValue = false;
  }

  /** Notes the key whose value begins here. */
  private void note() {
    String name = key.toString().strip();
    key.setLength(0);
    if (inValue || !levels.peek().isBlock() || name.isEmpty() || name.endsWith("+")) {
      return;
    }
    Integer first = levels.peek().keys().putIfAbsent(name, line);
    if (first != null) {
      found.add(new Repeated(name, line, first));
    }
  }

  private void quoted() {
    boolean triple = text.startsWith(TRIPLE, at);
    int from = at + (triple ? TRIPLE.length() : 1);
    int end = from;
    while (end < text.length() && !text.startsWith(triple ? TRIPLE : "\"", end)) {
      end += !triple && text.charAt(end) == '\\' ? 2 : 1;
    }
    String inside = text.substring(from, Math.min(end, text.length()));
    line += (int) inside.chars().filter(unit -> unit == '\n').count();
    key.append(inside);
    at = Math.min(text.length(), end + (triple ? TRIPLE.length() : 1));
  }
}
