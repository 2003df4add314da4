package io.switchgear.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|call|0 calls",
        "1|call|1 call",
        "2|open port|2 open ports",
        "1|address|1 address",
        "1024|address|1,024 addresses",
        "3|match|3 matches",
      })
  void theLastWordTakesTheEnding(long number, String one, String text) {
    assertEquals(text, Quantity.of(number, one));
  }

  @Test
  void theVerbAgrees() {
    assertEquals("1 record is", Quantity.are(1, "record"));
    assertEquals("0 records are", Quantity.are(0, "record"));
  }
}
