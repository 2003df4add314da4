package io.switchgear.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderValueTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo",
        "",
        "=?base64?",
        "?=",
        "=?BASE64?SGk=?=",
        "=?base64?SGk=",
        "x=?base64?SGk=?="
      })
  void valuesWithoutBothMarkersAreLiteral(String value) {
    assertEquals(Optional.of(value), HeaderValue.decode(value));
  }

  @Test
  void markedValuesAreDecoded() {
    assertEquals(Optional.of("Hello"), HeaderValue.decode("=?base64?SGVsbG8=?="));
    assertEquals(Optional.of(""), HeaderValue.decode("=?base64??="));
    String text = "Größe 世界 😀";
    String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    assertEquals(Optional.of(text), HeaderValue.decode("=?base64?" + encoded + "?="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=?base64?SGVsbG8?=", // padding missing
        "=?base64?SGVs!!!bG8=?=", // foreign characters
        "=?base64?SGVsbG9=?=", // stray bits
        "=?base64?SGVs\nbG8=?=", // line break
        "=?base64?__8=?=", // the URL alphabet
        "=?base64?wyg=?=" // not UTF-8
      })
  void brokenEncodingsAreRefused(String value) {
    assertEquals(Optional.empty(), HeaderValue.decode(value));
  }
}
