package io.switchgear.calls;

import static io.switchgear.tool.HeldTools.call;
import static io.switchgear.tool.HeldTools.json;
import static io.switchgear.tool.HeldTools.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.switchgear.calls.sharing.SharedCalls;
import io.switchgear.calls.step.CallStep;
import io.switchgear.calls.step.Next;
import io.switchgear.calls.step.SteppedTools;
import io.switchgear.testing.LogLines;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentCheckTest {

  private static final String INPUT =
      "{'type':'object','additionalProperties':false,'properties':{"
          + "'targets':{'type':'array','items':{'type':'string','pattern':'^[^,]+$'}},"
          + "'ports':{'type':'string','pattern':'^[0-9,]+$'}}}";

  private final HeldTools tools = new HeldTools().with("scan", true, INPUT, null);
  private final ArgumentCheck check = new ArgumentCheck(tools::find);

  @Test
  void callsThatSayTheSameInTwoNotationsShareOneRun() {
    ToolCatalog checked =
        SteppedTools.of(List.of(check, new SharedCalls(tools::find, name -> true)), tools);
    ToolRun first = checked.call(call("scan", "{'targets':'a,b','ports':'22, 80'}"), Progress.NONE);
    ToolRun second =
        checked.call(call("scan", "{'ports':[22,80.0],'targets':['a','b']}"), Progress.NONE);
    HeldTools.Held run = tools.next();
    assertEquals(json("{'targets':['a','b'],'ports':'22,80'}"), run.call.arguments());
    assertFalse(tools.holdsMore());
    run.end(new Success(ToolOutput.text("found")));
    assertInstanceOf(Success.class, outcome(first));
    assertInstanceOf(Success.class, outcome(second));
  }

  @Test
  void whatDoesNotFitEndsHereAndIsToldToWhoeverRecords() {
    List<ToolOutcome> told = new ArrayList<>();
    CallStep recording =
        new CallStep() {
          @Override
          public ToolRun around(ToolCall call, Progress progress, Next next) {
            return next.call(call, progress);
          }

          @Override
          public void turnedAway(ToolCall call, ToolOutcome outcome) {
            told.add(outcome);
          }
        };
    ToolOutcome refused =
        outcome(
            SteppedTools.of(List.of(check, recording), tools)
                .call(call("scan", "{'ports':'http'}"), Progress.NONE));
    assertEquals(List.of(refused), told);
    assertTrue(assertInstanceOf(InvalidInput.class, refused).message().contains("ports: \"http\""));
    assertEquals(0, tools.uncollected());
  }

  @Test
  void whatWasReadOtherwiseIsLoggedWithoutItsValue() {
    try (LogLines lines = LogLines.of(Level.DEBUG, ArgumentCheck.class.getName())) {
      tools.answering("scan", new Success(ToolOutput.text("found")));
      SteppedTools.of(check, tools)
          .call(call("scan", "{'targets':'hush','ports':123}"), Progress.NONE);
      String line = lines.messages().getFirst();
      assertTrue(line.endsWith("arguments read as [/targets to array, /ports to string]"), line);
    }
  }

  @Test
  void aToolWhoseSchemaWasReplacedIsReadByTheNewOne() {
    ToolCatalog checked = SteppedTools.of(check, tools);
    tools.answering("scan", new Success(ToolOutput.text("found")));
    checked.call(call("scan", "{'ports':22}"), Progress.NONE);
    assertEquals(json("{'ports':'22'}"), tools.called().arguments());
    tools.with("scan", true, "{'type':'object','properties':{'ports':{'type':'integer'}}}", null);
    checked.call(call("scan", "{'ports':'22'}"), Progress.NONE);
    assertEquals(json("{'ports':22}"), tools.called().arguments());
  }
}
