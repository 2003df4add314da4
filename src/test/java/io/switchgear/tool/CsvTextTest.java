package io.switchgear.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Cells contain no formulas, and every number as a number. */
class CsvTextTest {

  static Stream<Arguments> cells() {
    return Stream.of(
        Arguments.of("=1+1", "'=1+1"),
        Arguments.of("+1", "'+1"),
        Arguments.of("-1", "'-1"),
        Arguments.of("@SUM(A1)", "'@SUM(A1)"),
        Arguments.of("\t=1", "'=1"),
        Arguments.of("\r=1", "'=1"),
        Arguments.of("\n =1", "'=1"),
        Arguments.of("  =1", "'=1"),
        Arguments.of("\uFF1D1", "'\uFF1D1"),
        Arguments.of("\uFF201", "'\uFF201"),
        Arguments.of("=a,b", "\"'=a,b\""),
        Arguments.of("=\"x\"", "\"'=\"\"x\"\"\""),
        Arguments.of("=HYPERLINK(\"http://a\")", "\"'=HYPERLINK(\"\"http://a\"\")\""),
        Arguments.of("a=1", "a=1"),
        Arguments.of("10.0.0.1-5", "10.0.0.1-5"),
        Arguments.of("a\r\n=1", "a =1"),
        Arguments.of("\u0000=1", "\uFFFD=1"),
        Arguments.of("\u200B=1", "\uFFFD=1"),
        Arguments.of("", ""),
        Arguments.of(-5, "-5"),
        Arguments.of(-5.5, "-5.5"),
        Arguments.of(-0.00001, "-0.00001"),
        Arguments.of(120.0, "120"),
        Arguments.of(1e12, "1000000000000"),
        Arguments.of(new BigDecimal("0.500000"), "0.5"),
        Arguments.of(new BigDecimal("0.000000"), "0"),
        Arguments.of(Double.NaN, ""),
        Arguments.of(Double.NEGATIVE_INFINITY, ""),
        Arguments.of(true, "true"));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aCellIsDataAndNoFormula(Object cell, String written) {
    assertEquals(written + "," + written + "\r\n", CsvText.line(List.of(cell, cell)));
  }
}
