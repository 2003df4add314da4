package io.switchgear.watch.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningCallsTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private final LiveValues live = new LiveValues();
  private final RunningCalls calls = new RunningCalls(live, () -> NOW);
  private final List<String> heard = new ArrayList<>();
  private final Progress caller = (done, total, message) -> heard.add(message);

  private RunningCall watch(String id) {
    return calls.watch(
        new ToolCall(id, "nmap", JsonNodeFactory.instance.objectNode(), Caller.LOCAL), caller);
  }

  private JsonNode told() {
    return live.after(0, 10).orElseThrow().values().getLast();
  }

  @Test
  void progressIsHandedOnAndTold() {
    RunningCall call = watch("c1");
    call.report(1, 4, "of before it began");
    assertTrue(live.after(0, 1).isEmpty());
    calls.began(call);
    assertEquals("of before it began", told().path("message").asText());
    assertEquals("call_progress", told().path("type").asText());
    assertEquals(1, told().path("done").asDouble());
    assertEquals(4, told().path("total").asDouble());
    assertEquals(NOW.toString(), told().path("started_at").asText());
    assertEquals(List.of("of before it began"), heard);
  }

  @Test
  void whatCameTooSoonIsToldLaterAndListedAtOnce() {
    RunningCall call = watch("c1");
    calls.began(call);
    for (int i = 0; i <= 10_000; i++) {
      call.report(i, Double.NaN, "step " + i);
    }
    assertEquals("step 10000", calls.list().getFirst().message());
    calls.catchUp();
    assertEquals("step 10000", told().path("message").asText());
    assertTrue(told().path("total").isNull());
    assertEquals(10_001, heard.size());
  }

  @Test
  void aCallThatHasEndedIsNeitherListedNorTold() {
    RunningCall call = watch("c1");
    calls.began(call);
    call.report(1, 2, "half");
    calls.ended(call);
    call.report(2, 2, "late");
    calls.catchUp();
    assertEquals(0, calls.list().size());
    assertTrue(live.after(0, 10).isEmpty());
  }

  @Test
  void controlCharactersOfToolsAreNotHandedOn() {
    RunningCall call = watch("c1");
    calls.began(call);
    call.report(1, 2, "a\u001b[31mb\nc" + "x".repeat(1_000));
    String message = calls.list().getFirst().message();
    assertTrue(message.chars().noneMatch(each -> each < ' '), message);
    assertTrue(message.length() <= 210, message);
  }
}
