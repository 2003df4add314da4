package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The real command with a real supervisor. */
class DemoCommandTest {

  @Test
  void theDemoShowsABreakerAtWorkAndEnds() {
    Terminal terminal = new Terminal();
    assertEquals(0, terminal.run("demo", "--fast", "--seed", "3"));
    String output = terminal.out.toString();
    assertEquals(
        List.of(
            "CLOSED ──▶ OPEN",
            "OPEN ──▶ HALF OPEN",
            "HALF OPEN ──▶ OPEN",
            "OPEN ──▶ HALF OPEN",
            "HALF OPEN ──▶ CLOSED"),
        output
            .lines()
            .filter(line -> line.contains("──▶"))
            .map(line -> line.replaceFirst(" {3}.*", ""))
            .toList());
    assertTrue(
        output.startsWith("The breaker of 'weather' opens after 3 failures in a row"), output);
    assertTrue(output.contains("call 1   ok       rainy, 10 degrees\n"), output);
    assertTrue(
        output.contains("call 2   failed   the process exited with status 102 (1 of 3)\n"), output);
    assertTrue(output.contains("failed   it hung and was stopped\n"), output);
    assertTrue(output.contains("refused  retry_after "), output);
    assertTrue(output.contains("uses its last result: sunny, 14 degrees\n"), output);
    assertTrue(output.contains("it waits "), output);
    assertTrue(output.endsWith("refused. The breaker is CLOSED again.\n"), output);
    assertFalse(output.contains("\u001b"), "no terminal, no control sequences");
    assertEquals("", terminal.err.toString());
  }
}
