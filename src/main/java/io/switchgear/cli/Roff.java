package io.switchgear.cli;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A manual page in the macros of man(7). The output is ASCII for any text, so it does not depend on
 * an encoding.
 */
final class Roff {

  /** An option in text that {@link #escaped} returned. */
  private static final Pattern OPTION =
      Pattern.compile(
          "(?<![A-Za-z0-9/]|\\\\-)(?:\\\\-){1,2}[A-Za-z](?:[A-Za-z]|\\\\-(?=[A-Za-z]))*");

  private final StringBuilder out = new StringBuilder();

  /**
   * @param source the product and version in the page's footer
   */
  Roff(String title, String source, String manual) {
    out.append(
        ".TH %s 1 \"\" %s %s\n".formatted(argument(title), argument(source), argument(manual)));
    // No hyphenation and no justification, so that commands can be copied.
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

  /** A term in bold and its explanation. */
  Roff term(String term, String text) {
    out.append(".TP\n");
    line("\\fB" + escaped(term) + "\\fR");
    return line(text.isEmpty() ? "\\&" : prose(text));
  }

  /** A line of text that is already escaped. */
  Roff line(String escaped) {
    boolean request = escaped.startsWith(".") || escaped.startsWith("'");
    out.append(request ? "\\&" : "").append(escaped).append('\n');
    return this;
  }

  /** Escaped text in which options are bold. */
  static String prose(String text) {
    return OPTION.matcher(escaped(text)).replaceAll("\\\\fB$0\\\\fR");
  }

  /** Escapes text so that hyphens stay copyable and nothing is read as a roff request. */
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
