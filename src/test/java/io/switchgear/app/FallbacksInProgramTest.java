package io.switchgear.app;

import static io.switchgear.tool.HeldTools.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.Settings;
import io.switchgear.testing.Await;
import io.switchgear.tool.Fallback;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Fallbacks, queues and shared runs in the whole program, on loopback. */
@Tag("network")
@Tag("process")
class FallbacksInProgramTest {

  /** One port after the other, for minutes. */
  private static final String LONG = "{'targets':['127.0.0.1'],'ports':'1-1000','rate':5}";

  private static final String QUICK = "{'targets':['127.0.0.1'],'ports':'1'}";

  private static Switchgear start(Map<String, String> more) {
    Map<String, String> overrides =
        new HashMap<>(Map.of("switchgear.tools.port_scan.bulkhead.max-concurrent", "1"));
    overrides.putAll(more);
    return Switchgear.local(Settings.load(Optional.empty(), overrides));
  }

  private static Switchgear falling(String steps) {
    return start(Map.of("switchgear.tools.port_scan.fallback", steps));
  }

  private static ToolRun call(ToolCatalog tools, String arguments) {
    return call(tools, arguments, Progress.NONE);
  }

  private static ToolRun call(ToolCatalog tools, String arguments, Progress progress) {
    return tools.call(HeldTools.call("port_scan", arguments), progress);
  }

  /** A scan that takes the one place in the bulkhead, begun. */
  private static ToolRun occupying(ToolCatalog tools) throws Exception {
    CompletableFuture<String> begun = new CompletableFuture<>();
    ToolRun run = call(tools, LONG, (done, total, message) -> begun.complete(message));
    Await.result("the begun", begun);
    return run;
  }

  private static ToolOutput answer(ToolOutcome outcome) {
    return assertInstanceOf(Success.class, outcome, outcome::toString).output();
  }

  @Test
  void identicalScansNeedOnePlaceInTheBulkhead() throws Exception {
    try (Switchgear app = start(Map.of())) {
      ToolRun first = occupying(app.catalog());
      CompletableFuture<String> caughtUp = new CompletableFuture<>();
      ToolRun second =
          call(app.catalog(), LONG, (done, total, message) -> caughtUp.complete(message));
      Await.result("the caught up", caughtUp);
      first.stop(StopReason.CANCELLED);
      assertInstanceOf(Cancelled.class, outcome(first));
      assertFalse(second.outcome().toCompletableFuture().isDone());
      second.stop(StopReason.CANCELLED);
      assertFalse(assertInstanceOf(Cancelled.class, outcome(second)).partial().isEmpty());
    }
  }

  @Test
  void withoutSharingTheSecondOneIsRefused() throws Exception {
    try (Switchgear app = start(Map.of("switchgear.tools.port_scan.share", "false"))) {
      ToolRun first = occupying(app.catalog());
      assertInstanceOf(ToolOutcome.Rejected.class, outcome(call(app.catalog(), LONG)));
      first.stop(StopReason.CANCELLED);
      outcome(first);
    }
  }

  @Test
  void aStoredAnswerThenAWrittenOneStandIn() throws Exception {
    try (Switchgear app = falling("[{cache{max-age=1h}},{static{text=\"Ask Ann.\"}}]");
        ServerSocket open = new ServerSocket(0, 16, InetAddress.getByName("127.0.0.1"))) {
      String asked = "{'targets':['127.0.0.1'],'ports':'" + open.getLocalPort() + "'}";
      ToolOutput fresh = answer(outcome(call(app.catalog(), asked)));
      ToolRun busy = occupying(app.catalog());
      ToolOutput stored = answer(outcome(call(app.catalog(), asked)));
      // Storing is not waited for by those who call; until it is done the next step answers.
      while (!(stored.fallback().orElseThrow() instanceof Fallback.Cached)) {
        stored = answer(outcome(call(app.catalog(), asked)));
      }
      assertEquals(fresh.structured().toString(), stored.structured().toString());
      assertInstanceOf(
          Fallback.Fixed.class,
          answer(outcome(call(app.catalog(), QUICK))).fallback().orElseThrow());
      busy.stop(StopReason.CANCELLED);
      outcome(busy);
    }
  }

  @Test
  void aQueuedCallRunsWhenThereIsRoomAgain() throws Exception {
    try (Switchgear app = falling("[{queue{}}]")) {
      ToolRun busy = occupying(app.catalog());
      ToolOutput told = answer(outcome(call(app.catalog(), QUICK)));
      Fallback.Queued queued =
          assertInstanceOf(Fallback.Queued.class, told.fallback().orElseThrow());
      busy.stop(StopReason.CANCELLED);
      outcome(busy);
      ObjectNode state = state(app.catalog(), queued.handle());
      while (!state.path("state").asText().equals("done")) {
        state = state(app.catalog(), queued.handle());
      }
      assertTrue(state.path("result").toString().contains("127.0.0.1"), state::toString);
    }
  }

  private static ObjectNode state(ToolCatalog tools, String handle) {
    ToolRun run =
        tools.call(HeldTools.call("queued_call", "{'handle':'" + handle + "'}"), Progress.NONE);
    return answer(outcome(run)).structured().orElseThrow();
  }

  @Test
  void withoutAQueueThereIsNoToolThatTellsOfOne() throws IOException {
    try (Switchgear app = falling("[{static{text=no}}]")) {
      assertTrue(app.catalog().find("queued_call").isEmpty());
    }
  }

  @Test
  void aChainThatCannotWorkStopsTheStart() {
    String steps = "[{tool{name=port_scam,arguments=[]}}]";
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> falling(steps));
    assertEquals(
        "switchgear.tools.port_scan.fallback: there is no tool 'port_scam'; enabled are nmap,"
            + " port_scan",
        refused.getMessage());
  }
}
