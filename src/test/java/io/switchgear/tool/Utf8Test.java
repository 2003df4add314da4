package io.switchgear.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

  @ParameterizedTest
  @CsvSource({
    "61, a",
    "efbbbf61, a",
    "c3a4e282acf09f9880, ä€😀",
    "'', ''",
    "efbbbf, ''",
  })
  void utf8IsRead(String bytes, String text) throws CharacterCodingException {
    assertEquals(text, Utf8.text(HexFormat.of().parseHex(bytes)));
  }

  /**
   * Overlong forms, surrogates, code points beyond Unicode, truncated sequences; marks of other
   * encodings.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "c080",
        "c0af",
        "e080af",
        "f08080af",
        "eda080",
        "f4908080",
        "f8888080af",
        "80",
        "c3",
        "e282",
        "feff0061",
        "fffe6100",
        "ff",
        "0000feff00000061"
      })
  void whatIsNotUtf8IsRefused(String bytes) {
    assertThrows(CharacterCodingException.class, () -> Utf8.text(HexFormat.of().parseHex(bytes)));
  }
}
