package io.switchgear.tool;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Records as CSV (RFC 4180), a record a line: the one writer of all CSV that there is. White space
 * in a cell becomes a blank, and control characters are replaced. A text that a spreadsheet would
 * take for a formula gets a quotation mark before it, as OWASP advises ("CSV Injection"); a number
 * stays one.
 */
public final class CsvText {

  /** More than any text of a server's; a bound all the same. */
  private static final int CELL_CHARS = 64_000;

  /** What formulas begin with, also in the full width of East Asian scripts. */
  private static final String FORMULA = "=+-@\t\r\uFF1D\uFF0B\uFF0D\uFF20";

  private CsvText() {}

  /**
   * A line with its end.
   *
   * @param cells numbers and texts; empty where there is nothing
   */
  public static String line(Collection<?> cells) {
    return cells.stream().map(CsvText::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String cell(Object value) {
    return value instanceof Number number ? number(number) : text(String.valueOf(value));
  }

  /** As it stands in a cell: no 1.0E-5, which not everything that reads CSV takes for a number. */
  public static String number(Number number) {
    if (number instanceof Double real && !Double.isFinite(real)) {
      return "";
    }
    BigDecimal exact = new BigDecimal(number.toString());
    return exact.scale() > 0 ? exact.stripTrailingZeros().toPlainString() : exact.toPlainString();
  }

  private static String text(String cell) {
    String clean = UntrustedText.line(cell, CELL_CHARS);
    String safe = clean.isEmpty() || FORMULA.indexOf(clean.charAt(0)) < 0 ? clean : "'" + clean;
    return safe.indexOf(',') < 0 && safe.indexOf('"') < 0
        ? safe
        : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
