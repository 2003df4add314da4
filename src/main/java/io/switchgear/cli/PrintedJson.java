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

  private PrintedJson() {}

  static String pretty(JsonNode json) {
    try {
      return PRETTY.writeValueAsString(json) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
