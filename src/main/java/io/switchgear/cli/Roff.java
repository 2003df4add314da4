package io.switchgear.cli;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A page for {@code man}, written in the macros of man(7). ASCII whatever the text, so that no
 * encoding has to be agreed upon.
 */
final class Roff {

  /** As {@link #escaped} leaves it. */
  private static final Pattern OPTION =
      Pattern.compile(
          "(?<![A-Za-z0-9/]|\\\\-)(?:\\\\-){1,2}[A-Za-z](?:[A-Za-z]|\\\\-(?=[A-Za-z]))*");

  private final StringBuilder out = new StringBuilder();

  /**
   * @param source what the page is a part of
   */
  Roff(String title, String source, String manual) {
    out.append(
        ".TH %s 1 \"\" %s %s\n".formatted(argument(title), argument(source), argument(manual)));
    // Words are not to be broken, nor lines to be filled up: both spoil what is to be copied.
    out.append(".nh\n.ad l\n");
  }

  Roff section(String heading) {
    out.append(".SH ").append(argument(heading.toUpperCase(Locale.ROOT))).append('\n');
    return this;
  }

  Roff paragraph(String text) {
    out.append(".PP\n");
    return line(prose(text));
  }

  /** What is explained, and its explanation; the first in bold. */
  Roff term(String term, String text) {
    out.append(".TP\n");
    line("\\fB" + escaped(term) + "\\fR");
    return line(text.isEmpty() ? "\\&" : prose(text));
  }

  /** A line of text with its escapes. */
  Roff line(String escaped) {
    boolean request = escaped.startsWith(".") || escaped.startsWith("'");
    out.append(request ? "\\&" : "").append(escaped).append('\n');
    return this;
  }

  /** Text in which options are bold. */
  static String prose(String text) {
    return OPTION.matcher(escaped(text)).replaceAll("\\\\fB$0\\\\fR");
  }

  /** A text as it stands: a hyphen can be copied as one, and nothing is a request. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints().forEach(each -> escape(escaped, each));
    return escaped.toString();
  }

  private static void escape(StringBuilder to, int codePoint) {
    switch (codePoint) {
      case '\\' -> to.append("\\(rs");
      case '-' -> to.append("\\-");
      case '\'' -> to.append("\\(aq");
      case '`' -> to.append("\\(ga");
      case '^' -> to.append("\\(ha");
      case '~' -> to.append("\\(ti");
      case '"' -> to.append("\\(dq");
      case '\n', '\t' -> to.append(' ');
      default -> {
        if (codePoint >= ' ' && codePoint < 0x7f) {
          to.append((char) codePoint);
        } else {
          to.append("\\[u%04X]".formatted(codePoint));
        }
      }
    }
  }

  private static String argument(String text) {
    return '"' + escaped(text) + '"';
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
