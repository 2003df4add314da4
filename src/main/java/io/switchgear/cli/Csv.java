package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.UntrustedText;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Records as CSV (RFC 4180), a record a line: white space in a cell becomes a blank, and control
 * characters are replaced.
 */
final class Csv {

  /** More than any text of a server's; a bound all the same. */
  private static final int CELL_CHARS = 64_000;

  private Csv() {}

  /**
   * A column per field, named by it; a cell is empty where there is nothing.
   *
   * @param fields JSON pointers, such as {@code /configuration/threshold}; that column is {@code
   *     configuration_threshold}
   */
  static String of(Iterable<? extends JsonNode> records, String... fields) {
    StringBuilder out = new StringBuilder();
    append(out, Arrays.stream(fields).map(Csv::name).toList());
    for (JsonNode record : records) {
      append(out, Arrays.stream(fields).map(field -> value(record.at(field))).toList());
    }
    return out.toString();
  }

  private static String name(String pointer) {
    return pointer.substring(1).replace('/', '_');
  }

  private static void append(StringBuilder out, List<String> cells) {
    out.append(cells.stream().map(Csv::quoted).collect(Collectors.joining(","))).append("\r\n");
  }

  private static String value(JsonNode value) {
    if (value.isNull()) {
      return "";
    }
    if (value.isArray()) {
      return value.valueStream().map(Csv::value).collect(Collectors.joining(" "));
    }
    // No 1.0E-5, which not everything that reads CSV takes for a number.
    return value.isFloatingPointNumber() && Double.isFinite(value.doubleValue())
        ? value.decimalValue().stripTrailingZeros().toPlainString()
        : value.asText();
  }

  private static String quoted(String cell) {
    String clean = UntrustedText.line(cell, CELL_CHARS);
    return clean.indexOf(',') < 0 && clean.indexOf('"') < 0
        ? clean
        : '"' + clean.replace("\"", "\"\"") + '"';
  }
}
