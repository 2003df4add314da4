package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressBarTest {

  private final StringWriter shown = new StringWriter();
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000);

  private ProgressBar bar(int columns) {
    return new ProgressBar(new PrintWriter(shown), columns, clock::get);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10, 60, '[........................]   0% 1:05  at work'",
    "5, 10, 60, '[############............]  50% 1:05  at work'",
    "10, 10, 60, '[########################] 100% 1:05  at work'",
    "20, 10, 60, '[########################] 100% 1:05  at work'",
    "-1, 10, 60, '[........................]   0% 1:05  at work'",
    "5, NaN, 60, '[........................]   ?% 1:05  at work'",
    "NaN, 10, 60, '[........................]   ?% 1:05  at work'",
    "5, 0, 60, '[........................]   ?% 1:05  at work'",
    "5, 10, 0, ' 50% 1:05  at work'",
    "5, 10, 16, ' 50% 1:05  at w'",
  })
  void theLineFitsTheTerminal(double done, double total, int columns, String line) {
    assertEquals(line, ProgressBar.line(done, total, "at work", 65, columns));
  }

  @Test
  void aMessageStaysOnItsLineAndSteersNothing() {
    assertEquals(
        " 50% 0:00  two lines \uFFFD[2J", ProgressBar.line(1, 2, "two\nlines\r\u001b[2J", 0, 0));
  }

  @Test
  void redrawsAreBoundedInTime() {
    ProgressBar bar = bar(60);
    for (int i = 0; i < 1_000; i++) {
      clock.addAndGet(1_000_000);
      bar.report(i, 1_000, "");
    }
    assertEquals(10, shown.toString().split("\r", -1).length - 1);
  }

  @Test
  void elsewhereALineEveryFewSeconds() {
    ProgressBar bar = bar(0);
    for (int i = 0; i < 12; i++) {
      clock.addAndGet(1_000_000_000);
      bar.report(i, 12, "host " + i);
    }
    bar.end();
    assertEquals(" 33% 0:05  host 4\n 75% 0:10  host 9\n", shown.toString());
  }

  @Test
  void nothingIsDrawnAfterTheEnd() {
    ProgressBar bar = bar(60);
    bar.report(1, 2, "");
    bar.end();
    String before = shown.toString();
    assertTrue(before.endsWith("\r\u001b[K"));
    clock.addAndGet(1_000_000_000);
    bar.report(2, 2, "");
    bar.end();
    assertEquals(before, shown.toString());
    assertFalse(before.contains("\n"));
  }
}
