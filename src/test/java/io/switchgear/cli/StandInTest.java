package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Content;
import io.switchgear.tool.Fallback;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A fallback's result must be recognizable as one. */
class StandInTest {

  private static final String SENTENCE = "This is not a new result: it is 5 min old.";

  private final Terminal terminal = new Terminal();

  private static ToolOutput old() {
    return new ToolOutput(
        List.of(new Content.Text(SENTENCE)),
        Terminal.report().structured(),
        Optional.of(new Fallback.Cached("It is open.", Optional.empty(), Duration.ofMinutes(5))));
  }

  @Test
  void theNoteOfAFallbackIsPrintedToStandardError() {
    terminal.answers(new Success(old()));
    assertEquals(0, terminal.run("scan", "127.0.0.1"));
    assertTrue(terminal.err.toString().contains(SENTENCE), terminal.err::toString);
    assertFalse(terminal.out.toString().contains(SENTENCE), terminal.out::toString);
  }

  @Test
  void aNoteInTheTextIsNotRepeated() {
    terminal.answers(new Success(old()));
    assertEquals(0, terminal.run("call", "nmap"));
    assertTrue(terminal.out.toString().contains(SENTENCE), terminal.out::toString);
    assertFalse(terminal.err.toString().contains(SENTENCE), terminal.err::toString);
  }

  @Test
  void metaMarksAFallbackOfAServer() {
    ObjectNode result =
        Terminal.json(
            "{\"content\":[{\"type\":\"text\",\"text\":\"old\"}],\"isError\":false,"
                + "\"_meta\":{\"io.switchgear/fallback\":{\"source\":\"cache_fallback\"}}}");
    assertEquals(Optional.of("old"), CallResult.of(result).caution());
    result.remove("_meta");
    assertEquals(Optional.empty(), CallResult.of(result).caution());
  }
}
