package io.switchgear.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.testing.LogLines;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.LogKeys;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.TraceContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What the log lines of a call are marked with, on every thread that it comes to. */
class LogKeysTest {

  private static final Optional<TraceContext> TRACE =
      TraceContext.parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null, null);

  private final LogLines lines = LogLines.of(Level.DEBUG, "io.switchgear");
  private final ActorTestKit kit = ActorTestKit.create();

  @AfterEach
  void leave() {
    lines.close();
    kit.shutdownTestKit();
  }

  /** The keys of the next line that begins like that. */
  private Map<String, String> keysOf(String beginning) throws InterruptedException {
    String what = "a line that starts with '" + beginning + "'";
    ILoggingEvent line = lines.next(what);
    while (!line.getFormattedMessage().startsWith(beginning)) {
      line = lines.next(what);
    }
    return line.getMDCPropertyMap();
  }

  @Test
  void theTraceOfACallIsInTheLinesOfItsToolAndItsSupervisor() throws InterruptedException {
    FakeWork work = new FakeWork();
    FakeTool tool =
        FakeTool.doing(
            "speaks",
            (deadline, progress) -> {
              LoggerFactory.getLogger("io.switchgear.speaks").info("the tool starts");
              return work.start(deadline, progress);
            });
    ActorRef<ToolRegistry.Command> registry =
        kit.spawn(ToolRegistry.create(List.of(new ToolEntry(tool, ProtectionPolicy.DEFAULT))));
    SupervisedTools tools = SupervisedTools.of(kit.system(), registry).toCompletableFuture().join();
    ToolRun run =
        tools.call(
            new ToolCall(
                "7",
                "speaks",
                JsonNodeFactory.instance.objectNode(),
                Caller.LOCAL,
                Optional.empty(),
                Dialogue.NONE,
                TRACE),
            Progress.NONE);
    for (String line : List.of("the tool starts", "not counted")) {
      Map<String, String> keys = keysOf(line);
      assertEquals("speaks", keys.get(LogKeys.TOOL), line);
      assertEquals("7", keys.get(LogKeys.CALL_ID), line);
      assertEquals("0af7651916cd43dd8448eb211c80319c", keys.get(LogKeys.TRACE_ID), line);
      run.stop(StopReason.CANCELLED);
    }
    work.end(SampleOutcomes.GIVEN_UP);
    run.outcome().toCompletableFuture().join();
  }

  @Test
  @SuppressWarnings("try") // the keys are held, not used
  void closedKeysLeaveTheThreadAsItWas() {
    MDC.put(LogKeys.TRACE_ID, "before");
    try (LogKeys.Held keys = LogKeys.of("a", "1", TRACE)) {
      assertEquals("a", MDC.get(LogKeys.TOOL));
      assertFalse("before".equals(MDC.get(LogKeys.TRACE_ID)));
    }
    assertEquals("before", MDC.get(LogKeys.TRACE_ID));
    assertEquals(null, MDC.get(LogKeys.TOOL));
    MDC.clear();
  }
}
