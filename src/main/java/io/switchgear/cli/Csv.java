package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.CsvText;
import java.util.Arrays;
import java.util.stream.Collectors;

/** JSON records as CSV. */
final class Csv {

  private Csv() {}

  /**
   * A column per field. A cell is empty if the record lacks the field.
   *
   * @param fields JSON pointers, such as {@code /configuration/threshold}, whose column is named
   *     {@code configuration_threshold}
   */
  static String of(Iterable<? extends JsonNode> records, String... fields) {
    StringBuilder out = new StringBuilder();
    out.append(CsvText.line(Arrays.stream(fields).map(Csv::name).toList()));
    for (JsonNode record : records) {
      out.append(
          CsvText.line(Arrays.stream(fields).map(field -> value(record.at(field))).toList()));
    }
    return out.toString();
  }

  private static String name(String pointer) {
    return pointer.substring(1).replace('/', '_');
  }

  private static Object value(JsonNode value) {
    return value.isNumber() ? value.numberValue() : text(value);
  }

  private static String text(JsonNode value) {
    if (value.isNull()) {
      return "";
    }
    if (value.isArray()) {
      return value.valueStream().map(Csv::text).collect(Collectors.joining(" "));
    }
    return value.isNumber() ? CsvText.number(value.numberValue()) : value.asText();
  }
}
