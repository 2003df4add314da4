package io.switchgear.tools.nmap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.tools.report.TargetText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EscapedBytesTest {

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("plain", "plain"),
        Arguments.of("\\xD0\\x9F\\xD1\\x80", "Пр"),
        Arguments.of("a\\xE2\\x98\\x83b", "a☃b"),
        Arguments.of("\\xF0\\x9F\\x98\\x80", "\uD83D\uDE00"),
        Arguments.of("\\xD0\\x9F\\xFF", "П\\xFF"),
        Arguments.of("\\xD0", "\\xD0"),
        Arguments.of("\\xC0\\x80", "\\xC0\\x80"),
        Arguments.of("\\xED\\xA0\\x80", "\\xED\\xA0\\x80"),
        Arguments.of("\\x1B[31m\\x00", "\\x1B[31m\\x00"),
        Arguments.of("\\x41", "\\x41"),
        Arguments.of("C:\\xyz \\ end\\", "C:\\xyz \\ end\\"),
        Arguments.of("\\\\xD0\\x9F", "\\\\xD0\\x9F"),
        Arguments.of("\\xd0\\x9f", "\\xd0\\x9f"),
        Arguments.of("\\xD0\\x\n9F!", "П\n!"),
        Arguments.of("\u00D0\u009F", "П"),
        Arguments.of("\u00E9", "\u00E9"),
        Arguments.of("\\xD0\\x9F".repeat(100_000), "П".repeat(100_000)));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void runsOfBytesBecomeTextWhereTheyAreUtf8(String escaped, String text) {
    assertEquals(text, EscapedBytes.decode(escaped));
  }

  static Stream<Arguments> fingerprints() {
    return Stream.of(
        Arguments.of("hi\\x20\\xd0\\x9f\\r\\n", "hi П\n"),
        Arguments.of("\\xff\\xd0\\x9f", "\\xFFП"),
        Arguments.of("\\\\x41\\.", "\\x41."),
        Arguments.of("\\xzz\\x4", "xzzx4"),
        Arguments.of("end\\", "end\\"));
  }

  @ParameterizedTest
  @MethodSource("fingerprints")
  void aFingerprintIsReadAsBytes(String escaped, String text) {
    assertEquals(text, EscapedBytes.ofFingerprint(escaped));
  }

  @Test
  void aTextThatWasCutAnywhereHasNoHalfCharacter() {
    String whole = "aП☃\uD83D\uDE00";
    byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length <= bytes.length; length++) {
      String cut = TargetText.text(Arrays.copyOf(bytes, length));
      assertEquals(cut, whole.substring(0, cut.length()), "at " + length);
    }
  }
}
