package io.switchgear.watch.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.calls.running.RunningCalls;
import io.switchgear.calls.step.SteppedTools;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.UnlistedTools;
import io.switchgear.watch.view.CallJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CallEventsTest {

  private static final Rejected REJECTED =
      new Rejected(Refusal.CIRCUIT_OPEN, "x", "Open.", Duration.ofSeconds(1));

  private final EventLog log = new EventLog("here");
  private final long start = log.end().position();
  private final CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();
  private final List<StopReason> stops = new ArrayList<>();
  private final RunningCalls running = new RunningCalls(new CallEvents(log));
  private final ToolCatalog tools = SteppedTools.of(running, UnlistedTools.running(this::run));
  private Progress progress;

  /** Every call returns the same run. */
  private ToolRun run(ToolCall call, Progress given) {
    progress = given;
    return new ToolRun() {
      @Override
      public CompletableFuture<ToolOutcome> outcome() {
        return outcome;
      }

      @Override
      public void stop(StopReason reason) {
        stops.add(reason);
      }
    };
  }

  private ToolRun call() {
    ToolCall call =
        new ToolCall(
            "c1",
            "x",
            JsonNodeFactory.instance.objectNode().put("password", "hunter2"),
            Caller.LOCAL);
    return tools.call(call, Progress.NONE);
  }

  private List<Event> events() {
    return log.after(start, 100).map(EventLog.Batch::events).orElse(List.of());
  }

  @Test
  void aCallIsToldWhenItStartsAndWhenItEnds() {
    ToolRun run = call();
    assertEquals(1, events().size());
    outcome.complete(new Success(ToolOutput.text("secret result")));
    assertEquals(outcome.join(), run.outcome().toCompletableFuture().join());
    List<Event> events = events();
    assertEquals(Event.Kind.CALL_STARTED, events.get(0).kind());
    assertEquals(Event.Kind.CALL_ENDED, events.get(1).kind());
    assertEquals("x", events.get(1).facts().get("tool").asText());
    assertEquals("c1", events.get(1).facts().get("call_id").asText());
    assertEquals("local", events.get(1).facts().get("caller").asText());
    assertEquals("success", events.get(1).facts().get("outcome").asText());
    assertTrue(events.get(1).facts().get("duration").asDouble() >= 0);
    assertFalse(events.toString().contains("hunter2") || events.toString().contains("secret"));
  }

  @Test
  void aFailureIsToldByItsErrorType() {
    call();
    outcome.complete(new TimedOut(Duration.ofSeconds(1), "Late.", ToolOutput.NONE));
    assertEquals("timeout", events().get(1).facts().get("outcome").asText());
  }

  @Test
  void aCallThatIsOverAtOnceIsToldUnlessItWasTurnedAway() {
    outcome.complete(new Success(ToolOutput.NONE));
    call();
    assertEquals(2, events().size());
  }

  @Test
  void aCallThatIsTurnedAwayAtOnceIsNotTold() {
    for (ToolOutcome turnedAway :
        List.of(REJECTED, new InvalidInput("No."), new OutOfScope("t", "r", "No."))) {
      outcome.obtrudeValue(turnedAway);
      assertEquals(turnedAway, call().outcome().toCompletableFuture().join());
      assertEquals(List.of(), events());
    }
  }

  @Test
  void aCallThatIsRefusedLaterIsTold() {
    call();
    outcome.complete(REJECTED);
    assertEquals("circuit_breaker_open", events().get(1).facts().get("outcome").asText());
  }

  @Test
  void aBugEndsTheCallAsUnknown() {
    call();
    outcome.completeExceptionally(new IllegalStateException("on purpose"));
    assertEquals("unknown", events().get(1).facts().get("outcome").asText());
  }

  @Test
  void aStopReachesTheRun() {
    call().stop(StopReason.CANCELLED);
    assertEquals(List.of(StopReason.CANCELLED), stops);
  }

  @Test
  void progressIsALiveValueWhileTheCallRuns() {
    call();
    progress.report(1, Double.NaN, "a\u001b[31mb\nc" + "x".repeat(1_000));
    JsonNode told = log.live().after(0, 10).orElseThrow().values().getLast();
    assertEquals("call_progress", told.path("type").asText());
    assertEquals("c1", told.path("call_id").asText());
    assertEquals(1, told.path("done").asDouble());
    assertTrue(told.path("total").isNull());
    assertEquals(0, told.path("targets_total").asInt());
    String message = told.path("message").asText();
    assertTrue(message.chars().noneMatch(each -> each < ' '), message);
    assertTrue(message.length() <= 210, message);
    assertEquals("c1", CallJson.All.of(running).calls().getFirst().callId());
    outcome.complete(REJECTED);
    assertTrue(log.live().after(0, 10).isEmpty());
    assertEquals(0, CallJson.All.of(running).calls().size());
  }
}
