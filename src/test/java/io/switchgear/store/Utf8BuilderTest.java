package io.switchgear.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Utf8BuilderTest {

  private final Utf8Builder out = new Utf8Builder(1);

  @Test
  void charactersOfAllWidths() {
    String text = "a\u007f\u0080\u07ff\u0800\uffff\ud800\udc00\udbff\udfff";
    text.codePoints().forEach(out::codePoint);
    assertEquals(text, text());
  }

  @Test
  void numbers() {
    for (long number : new long[] {0, 9, 10, 1_234_567, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      out.cutTo(0).number(number);
      assertEquals(Long.toString(number), text());
    }
  }

  @Test
  void piecesInARow() {
    out.ascii("abc").ascii('d').hex(new byte[] {0, (byte) 0xFF, 0x1a}).cutTo(9);
    out.bytes("xyz".getBytes(StandardCharsets.UTF_8), 1, 2);
    assertEquals("abcd00ff1yz", text());
  }

  private String text() {
    return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
  }
}
