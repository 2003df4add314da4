package io.switchgear.cli.top;

import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Makes tones visible.
 *
 * @param colours or else bold, dim and reverse alone
 */
record Palette(boolean colours) {

  /** Between two columns. */
  static final int GAP = 2;

  AttributedStyle style(Style tone) {
    AttributedStyle plain = AttributedStyle.DEFAULT;
    return switch (tone) {
      case PLAIN -> plain;
      case DIM -> plain.faint();
      case TITLE -> plain.bold();
      case CHOSEN -> plain.inverse();
      case GOOD -> colours ? plain.foreground(AttributedStyle.GREEN) : plain;
      case WARNING -> colours ? plain.foreground(AttributedStyle.YELLOW) : plain.bold();
      case BAD -> colours ? plain.foreground(AttributedStyle.RED).bold() : plain.bold();
      case ALARM -> (colours ? plain.foreground(AttributedStyle.RED) : plain).inverse().bold();
    };
  }

  /** A line that is put together piece by piece. */
  final class Line {
    private final AttributedStringBuilder text = new AttributedStringBuilder();

    Line add(Style tone, String piece) {
      text.append(piece, style(tone));
      return this;
    }

    Line add(String piece) {
      return add(Style.PLAIN, piece);
    }

    /** To the left in so many columns, cut where it is longer, and a gap behind it. */
    Line left(Style tone, String piece, int columns) {
      String cut = Palette.cut(piece, columns);
      return add(tone, cut).add(" ".repeat(columns - Palette.width(cut) + GAP));
    }

    Line right(Style tone, String piece, int columns) {
      String cut = Palette.cut(piece, columns);
      return add(" ".repeat(columns - Palette.width(cut))).add(tone, cut).add(" ".repeat(GAP));
    }

    /** Columns so far. */
    int width() {
      return text.columnLength();
    }

    /** In one tone, over the whole width. */
    AttributedString chosen(int columns) {
      AttributedString line = cut(columns);
      return new AttributedString(
          line + " ".repeat(Math.max(0, columns - line.columnLength())), style(Style.CHOSEN));
    }

    /** In as many lines as it takes. */
    List<AttributedString> wrapped(int columns) {
      return text.toAttributedString().columnSplitLength(columns);
    }

    AttributedString cut(int columns) {
      return text.toAttributedString().columnSubSequence(0, columns);
    }
  }

  Line line() {
    return new Line();
  }

  static int width(String text) {
    return new AttributedString(text).columnLength();
  }

  static String cut(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    return columns < 1
        ? ""
        : new AttributedString(text).columnSubSequence(0, columns - 1).toString() + "…";
  }
}
