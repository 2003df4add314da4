package io.switchgear.cli;

import io.switchgear.tool.UntrustedText;
import java.util.ArrayList;
import java.util.List;

/** A text table with aligned columns. Control characters are removed; long cells are cut. */
final class Table {

  private static final int CELL_CHARS = 60;
  private static final int LAST_CELL_CHARS = 300;
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private int lastCellChars = CELL_CHARS;

  Table(String... heading) {
    rows.add(List.of(heading));
  }

  /** Allows longer text in the last column, where it shifts no other column. */
  Table withWideLastColumn() {
    lastCellChars = LAST_CELL_CHARS;
    return this;
  }

  void row(String... cells) {
    List<String> clean = new ArrayList<>();
    for (String cell : cells) {
      boolean last = clean.size() == cells.length - 1;
      clean.add(UntrustedText.line(cell, last ? lastCellChars : CELL_CHARS));
    }
    rows.add(clean);
  }

  boolean isEmpty() {
    return rows.size() == 1;
  }

  /** The table as lines, each with a line feed and without trailing spaces. */
  @Override
  public String toString() {
    return painted(new Ansi(false), "");
  }

  /**
   * The table with coloured state names.
   *
   * @param states the heading of the column that contains state names
   */
  String painted(Ansi paint, String states) {
    int painted = rows.getFirst().indexOf(states);
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    StringBuilder out = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = row.get(i);
        line.append(i == painted ? paint.state(cell) : cell)
            .repeat(' ', widths[i] - width(cell))
            .append(GAP);
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
