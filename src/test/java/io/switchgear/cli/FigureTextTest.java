package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigureTextTest {

  @ParameterizedTest
  @CsvSource({"0,0 ms", "0.0123,12 ms", "1.5,1.50 s", "99.99,99.99 s", "3600,3600 s"})
  void howLongSomethingTook(double seconds, String shown) {
    assertEquals(shown, FigureText.took(OptionalDouble.of(seconds)));
  }

  @ParameterizedTest
  @CsvSource({"-1,0 s", "119,119 s", "150,3 min", "7200,2 h", "172800,2 d"})
  void howLongAgoSomethingWas(double seconds, String shown) {
    assertEquals(shown, FigureText.age(seconds));
  }

  @Test
  void aMissingValueIsADash() {
    assertEquals("-", FigureText.took(OptionalDouble.empty()));
    assertEquals("-", FigureText.share(OptionalDouble.empty()));
    assertEquals("-", FigureText.rate(OptionalDouble.empty()));
    assertEquals("-", FigureText.time(Optional.empty()));
    assertEquals("66.7 %", FigureText.share(OptionalDouble.of(2 / 3.0)));
    assertEquals("0.50", FigureText.rate(OptionalDouble.of(0.5)));
    assertEquals(
        "2026-01-02T03:04:05Z", FigureText.time(Instant.parse("2026-01-02T03:04:05.678Z")));
  }

  @Test
  void coloursChangeNoAlignment() {
    Table table = new Table("NAME", "STATE", "N");
    table.row("a", "open", "1");
    table.row("open", "half_open", "2");
    table.row("c", "odd", "3");
    String plain = table.toString();
    assertFalse(plain.contains("\u001b"));
    assertEquals(plain, table.painted(new Ansi(false), "STATE"));
    String painted = table.painted(new Ansi(true), "STATE");
    assertEquals(plain, painted.replaceAll("\u001b\\[[0-9]+m", ""));
    assertTrue(painted.contains("a     \u001b[31mopen\u001b[0m       1\n"), painted);
    assertTrue(painted.contains("open  \u001b[33mhalf_open\u001b[0m  2\n"), painted);
    assertTrue(painted.contains("c     odd        3\n"), painted);
  }
}
