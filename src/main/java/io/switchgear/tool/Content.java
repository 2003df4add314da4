package io.switchgear.tool;

/** One block of a tool's answer, after MCP's content blocks. */
public sealed interface Content {

  record Text(String text) implements Content {}

  /**
   * @param data base64
   * @param mimeType such as {@code image/png}
   */
  record Image(String data, String mimeType) implements Content {}

  /**
   * @param data base64
   * @param mimeType such as {@code audio/wav}
   */
  record Audio(String data, String mimeType) implements Content {}

  /** A resource's text carried in the answer. */
  record EmbeddedText(String uri, String mimeType, String text) implements Content {}
}
