package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** B21: the story, told by the real command around a real supervisor. */
class DemoCommandTest {

  @Test
  void b21_theDemoShowsABreakerAtWorkAndEnds() {
    Terminal terminal = new Terminal();
    assertEquals(0, terminal.run("demo", "--fast", "--seed", "3"));
    String story = terminal.out.toString();
    assertEquals(
        List.of(
            "CLOSED ──▶ OPEN",
            "OPEN ──▶ HALF OPEN",
            "HALF OPEN ──▶ OPEN",
            "OPEN ──▶ HALF OPEN",
            "HALF OPEN ──▶ CLOSED"),
        story
            .lines()
            .filter(line -> line.contains("──▶"))
            .map(line -> line.replaceFirst(" {3}.*", ""))
            .toList());
    assertTrue(story.startsWith("The breaker of 'weather': 3 failures in a row open it"), story);
    assertTrue(story.contains("call 1   ok       rainy, 10 degrees\n"), story);
    assertTrue(story.contains("call 2   failed   it ended with status 102 (1 of 3)\n"), story);
    assertTrue(story.contains("failed   it hung and was stopped\n"), story);
    assertTrue(story.contains("refused  retry_after "), story);
    assertTrue(story.contains("makes do with its last answer: sunny, 14 degrees\n"), story);
    assertTrue(story.contains("it waits "), story);
    assertTrue(story.endsWith("refused. The breaker is CLOSED again.\n"), story);
    assertFalse(story.contains("\u001b"), "no terminal, no control sequences");
    assertEquals("", terminal.err.toString());
  }
}
