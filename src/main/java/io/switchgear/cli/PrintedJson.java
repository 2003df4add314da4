package io.switchgear.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;

/** Formats JSON for standard output. */
final class PrintedJson {

  /** Escapes non-ASCII characters, so that text from a target cannot control the terminal. */
  private static final ObjectWriter PRETTY =
      McpClient.JSON
          .writerWithDefaultPrettyPrinter()
          .with(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature());

  private static final ObjectWriter LINE =
      McpClient.JSON.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature());

  private PrintedJson() {}

  /** JSON on one line, without a line feed. */
  static String line(JsonNode json) {
    return written(LINE, json);
  }

  static String pretty(JsonNode json) {
    return written(PRETTY, json) + "\n";
  }

  private static String written(ObjectWriter writer, JsonNode json) {
    try {
      return writer.writeValueAsString(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
