package io.switchgear.calls.running;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunningCallsTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private final List<CallProgress> told = new ArrayList<>();
  private final RunningCalls calls = new RunningCalls(new Told(), () -> NOW);
  private final List<String> heard = new ArrayList<>();
  private final Progress caller = (done, total, message) -> heard.add(message);

  /** Keeps the progress that it is told of. */
  private final class Told implements CallListener {
    @Override
    public void onCallStarted(ToolCall call) {}

    @Override
    public void onCallProgress(RunningCall call) {
      told.add(call.progress());
    }

    @Override
    public void onCallEnded(
        ToolCall call,
        Optional<ToolOutcome> outcome,
        Duration duration,
        Optional<CallCancellation> order) {}
  }

  private RunningCall watch(String id) {
    return calls.watch(
        new ToolCall(id, "nmap", JsonNodeFactory.instance.objectNode(), Caller.LOCAL), caller);
  }

  @Test
  void progressGoesToTheCallerAndToTheListener() {
    RunningCall call = watch("c1");
    call.report(1, 4, "before it began");
    assertEquals(List.of(), told);
    calls.began(call);
    assertEquals(List.of(new CallProgress(1, 4, "before it began")), told);
    assertEquals(NOW, call.startedAt());
    assertEquals(List.of("before it began"), heard);
  }

  @Test
  void aReportThatCameTooSoonIsToldLaterAndListedAtOnce() {
    RunningCall call = watch("c1");
    calls.began(call);
    for (int i = 0; i <= 10_000; i++) {
      call.report(i, Double.NaN, "step " + i);
    }
    assertEquals("step 10000", calls.list().getFirst().progress().message());
    calls.catchUp();
    assertEquals("step 10000", told.getLast().message());
    assertTrue(Double.isNaN(told.getLast().total()));
    assertEquals(10_001, heard.size());
  }

  @Test
  void aCallThatHasEndedIsNeitherListedNorTold() {
    RunningCall call = watch("c1");
    calls.began(call);
    call.report(1, 2, "half");
    calls.ended(call);
    told.clear();
    call.report(2, 2, "late");
    calls.catchUp();
    assertEquals(List.of(), calls.list());
    assertEquals(List.of(), told);
  }
}
