package io.switchgear.mcp.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The value of a header field that repeats a part of the body: plain ASCII, or base64 between two
 * markers. MCP 2026-07-28, Streamable HTTP, "Value Encoding".
 */
public final class HeaderValue {

  public static final String PREFIX = "=?base64?";
  public static final String SUFFIX = "?=";

  private HeaderValue() {}

  /** The value behind the optional encoding; empty if the encoding is broken. */
  public static Optional<String> decode(String value) {
    if (value.length() < PREFIX.length() + SUFFIX.length()
        || !value.startsWith(PREFIX)
        || !value.endsWith(SUFFIX)) {
      return Optional.of(value);
    }
    String base64 = value.substring(PREFIX.length(), value.length() - SUFFIX.length());
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      // The JDK's decoder takes missing padding and stray bits; one value must have one spelling.
      if (!Base64.getEncoder().encodeToString(bytes).equals(base64)) {
        return Optional.empty();
      }
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
