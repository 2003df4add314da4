package io.switchgear.cli.top;

import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Maps styles to terminal attributes.
 *
 * @param colours false to use only bold, dim and reverse
 */
record Palette(boolean colours) {

  /** The number of spaces between two columns. */
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

  /** Builds a line piece by piece. */
  final class Line {
    private final AttributedStringBuilder text = new AttributedStringBuilder();

    Line add(Style tone, String piece) {
      text.append(piece, style(tone));
      return this;
    }

    Line add(String piece) {
      return add(Style.PLAIN, piece);
    }

    /** Adds a left-aligned cell of the given width, cut if it is longer, and a gap. */
    Line left(Style tone, String piece, int columns) {
      String cut = Palette.cut(piece, columns);
      return add(tone, cut).add(" ".repeat(columns - Palette.width(cut) + GAP));
    }

    Line right(Style tone, String piece, int columns) {
      String cut = Palette.cut(piece, columns);
      return add(" ".repeat(columns - Palette.width(cut))).add(tone, cut).add(" ".repeat(GAP));
    }

    /** The number of columns so far. */
    int width() {
      return text.columnLength();
    }

    /** The line in the style of the selected row, padded to the full width. */
    AttributedString chosen(int columns) {
      AttributedString line = cut(columns);
      return new AttributedString(
          line + " ".repeat(Math.max(0, columns - line.columnLength())), style(Style.CHOSEN));
    }

    /** The line wrapped to the given width. */
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
