package io.switchgear.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LimitedLogTest {

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  /** The tasks to run after the second. */
  private final Queue<Runnable> later = new ArrayDeque<>();

  private LimitedLog log;

  @BeforeEach
  void open() {
    var logger = new LoggerContext().getLogger("limited");
    logger.setLevel(Level.INFO);
    lines.start();
    logger.addAppender(lines);
    log = new LimitedLog(logger, later::add);
  }

  private List<String> lines() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void secondIsOver() {
    List<Runnable> due = List.copyOf(later);
    later.clear();
    due.forEach(Runnable::run);
  }

  @Test
  void thousandEventsOfAKindAreOneLineASecondAndTheRestIsCounted() {
    for (int i = 1; i <= 1_000; i++) {
      int number = i;
      log.warn("refused", () -> "number " + number);
    }
    assertEquals(List.of("refused: number 1"), lines());
    secondIsOver();
    assertEquals(List.of("refused: number 1", "refused: 999 more in the last second"), lines());
    log.warn("refused", () -> "again");
    assertEquals(2, lines().size());
    secondIsOver();
    secondIsOver();
    log.warn("refused", () -> "later");
    assertEquals(
        List.of("refused: 1 more in the last second", "refused: later"), lines().subList(2, 4));
  }

  @Test
  void oneKindDoesNotSilenceAnother() {
    log.warn("refused", () -> "a");
    log.error("broken", () -> "b");
    assertEquals(List.of("refused: a", "broken: b"), lines());
  }

  @Test
  void aLineIsBoundedAndHasNoControlCharacters() {
    log.warn("refused", () -> "\r\n\u001b[31mforged\u202e" + "x".repeat(100_000));
    String line = lines().getFirst();
    assertTrue(line.length() < LimitedLog.MAX_TEXT + 20, line);
    assertTrue(line.chars().noneMatch(Character::isISOControl), line);
    assertTrue(line.contains("forged"), line);
  }

  @Test
  void whatIsNotShownIsNotMade() {
    log.debug(
        "detail",
        () -> {
          throw new AssertionError("made for nobody");
        });
    assertTrue(later.isEmpty());
  }
}
