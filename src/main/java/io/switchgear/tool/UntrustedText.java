package io.switchgear.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Pattern;

/**
 * Sanitizes text from outside (targets, programs, clients, operators) for logs, terminals and
 * models. All sanitizing happens here.
 */
public final class UntrustedText {

  private static final String CUT = "…";
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

  private UntrustedText() {}

  /**
   * Replaces control, format, private-use and unassigned characters and lone surrogates by {@code
   * U+FFFD}, except tabs and line feeds. Cuts text that is longer than {@code maxChars}.
   */
  public static String clean(String text, int maxChars) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), maxChars));
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      int width = Character.charCount(codePoint);
      if (out.length() + width > maxChars) {
        return out.append(CUT).toString();
      }
      out.appendCodePoint(shown(codePoint) ? codePoint : 0xFFFD);
      at += width;
    }
    return out.toString();
  }

  /** {@link #clean}, on one line: every run of white space becomes a single space. */
  public static String line(String text, int maxChars) {
    return isPlain(text, maxChars)
        ? text
        : clean(WHITE_SPACE.matcher(text.strip()).replaceAll(" "), maxChars);
  }

  /** Fast path for the common case: ASCII words separated by single spaces. */
  private static boolean isPlain(String text, int maxChars) {
    if (text.length() > maxChars) {
      return false;
    }
    char before = ' ';
    for (int at = 0; at < text.length(); at++) {
      char next = text.charAt(at);
      if (next < ' ' || next > '~' || next == ' ' && before == ' ') {
        return false;
      }
      before = next;
    }
    return before != ' ' || text.isEmpty();
  }

  /** {@link #line} without a limit, for text that is bounded elsewhere. */
  public static String line(String text) {
    return line(text, Integer.MAX_VALUE);
  }

  /**
   * Sanitizes the texts of a JSON object at any depth, each to one line. Field names stay.
   *
   * @param json modified
   * @param maxChars of each text
   */
  public static ObjectNode lines(ObjectNode json, int maxChars) {
    json.properties().forEach(field -> field.setValue(lines(field.getValue(), maxChars)));
    return json;
  }

  private static JsonNode lines(JsonNode value, int maxChars) {
    return switch (value) {
      case ObjectNode object -> lines(object, maxChars);
      case ArrayNode array -> {
        for (int at = 0; at < array.size(); at++) {
          array.set(at, lines(array.get(at), maxChars));
        }
        yield array;
      }
      case TextNode text -> {
        String line = line(text.textValue(), maxChars);
        yield line.equals(text.textValue()) ? text : TextNode.valueOf(line);
      }
      default -> value;
    };
  }

  /** Whether a text has ISO control characters, such as NUL, which PostgreSQL does not hold. */
  public static boolean hasControls(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  /** Whether a character may be shown. */
  public static boolean shown(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL -> codePoint == '\n' || codePoint == '\t';
      case Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
