package io.switchgear.tool;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Writes CSV (RFC 4180), one record per line. All CSV output uses this class. White space in a cell
 * becomes a space, and control characters are replaced. A text that a spreadsheet would take for a
 * formula is prefixed with an apostrophe, as OWASP recommends ("CSV Injection"); numbers are not
 * changed.
 */
public final class CsvText {

  /** Maximum characters of a cell; longer than any text of this server. */
  private static final int CELL_CHARS = 64_000;

  /** Characters that start a formula, including their full-width forms. */
  private static final String FORMULA = "=+-@\t\r\uFF1D\uFF0B\uFF0D\uFF20";

  private CsvText() {}

  /**
   * One line, including its line end.
   *
   * @param cells numbers and texts; an empty text for an empty cell
   */
  public static String line(Collection<?> cells) {
    return cells.stream().map(CsvText::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String cell(Object value) {
    return value instanceof Number number ? number(number) : text(String.valueOf(value));
  }

  /** A number without an exponent such as 1.0E-5, which some CSV readers do not accept. */
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
