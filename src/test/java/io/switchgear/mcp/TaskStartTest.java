package io.switchgear.mcp;

import static io.switchgear.mcp.TaskFixture.TASKS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.Subscription;
import io.switchgear.mcp.FixtureTools.SlowCall;
import io.switchgear.mcp.TestClient.Told;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.task.Task;
import io.switchgear.mcp.task.Tasks;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor.TaskUse;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A call while its task is being stored, and tasks that cannot be stored or read. */
class TaskStartTest {

  private final BlockingQueue<CompletableFuture<Instead>> starts = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
  private final TaskFixture fixture = TaskFixture.start(Held::new);

  /** An answer instead of that of the tasks in memory. */
  private record Instead(Tasks.Start answer) {}

  /** Tasks whose starts the test holds, and that cannot be read. */
  private final class Held implements Tasks {
    private final Tasks inner;

    Held(Tasks inner) {
      this.inner = inner;
    }

    @Override
    public CompletionStage<Tasks.Start> start(ToolCall call, TaskUse use) {
      CompletableFuture<Instead> held = new CompletableFuture<>();
      starts.add(held);
      return inner
          .start(call, use)
          .thenCombine(held, (own, other) -> other == null ? own : other.answer());
    }

    @Override
    public CompletionStage<Optional<Task>> get(Caller caller, String id) {
      return CompletableFuture.failedFuture(new IllegalStateException("no store"));
    }

    @Override
    public CompletionStage<Boolean> answer(
        Caller caller, String id, Map<String, ObjectNode> answers) {
      return CompletableFuture.failedFuture(new IllegalStateException("no store"));
    }

    @Override
    public CompletionStage<Boolean> cancel(Caller caller, String id) {
      cancelled.add(id);
      return inner.cancel(caller, id);
    }

    @Override
    public Subscription subscribe(Consumer<String> changed) {
      return inner.subscribe(changed);
    }
  }

  private Exchange called() {
    return assertInstanceOf(
            McpReply.InFlight.class,
            fixture.reply(Caller.LOCAL, TASKS, "tools/call", "slow", "'name':'slow'"))
        .exchange();
  }

  private CompletableFuture<Instead> start() throws InterruptedException {
    return Await.next("the start of a task", starts);
  }

  private static JsonNode result(Exchange exchange) {
    return TestClient.told(true, "tools/call", TestClient.await(exchange)).result();
  }

  @Test
  void aTaskWhoseClientLeftBeforeItWasStoredIsCancelled() throws Exception {
    Exchange exchange = called();
    exchange.callerGone();
    start().complete(null);
    TestClient.await(exchange);
    Await.next("the cancellation of the task", cancelled);
    assertEquals(StopReason.CANCELLED, fixture.tools.nextSlow().stopped());
  }

  /** Another client of the principal has started it and waits for it. */
  @Test
  void aTaskThatWasJoinedGoesOnWithoutTheClientThatLeft() throws Exception {
    Exchange exchange = called();
    exchange.callerGone();
    Task joined =
        new Task(
            "of-another-client",
            "slow",
            new Task.State.Working(),
            Optional.empty(),
            Instant.EPOCH,
            Instant.EPOCH,
            Optional.empty(),
            TaskFixture.POLL_INTERVAL);
    start().complete(new Instead(new Tasks.Start.Joined(joined)));
    assertEquals("of-another-client", result(exchange).path("taskId").asText());
    assertTrue(cancelled.isEmpty());
  }

  @Test
  void aTaskThatIsStoredWhileTheServerStopsGoesOn() throws Exception {
    Exchange exchange = called();
    exchange.stop(StopReason.SHUTDOWN);
    start().complete(null);
    assertEquals("task", result(exchange).path("resultType").asText());
    assertTrue(cancelled.isEmpty());
    assertFalse(fixture.tools.nextSlow().wasStopped());
  }

  @Test
  void aTaskOutlivesTheConnectionOfItsCall() throws Exception {
    Exchange exchange = called();
    start().complete(null);
    TestClient.await(exchange);
    exchange.callerGone();
    exchange.stop(StopReason.CANCELLED);
    assertTrue(cancelled.isEmpty());
  }

  @Test
  void aCallThatRunsInsteadIsStoppedWithItsClient() throws Exception {
    Exchange exchange = called();
    fixture.tools.nextSlow();
    exchange.callerGone();
    start().complete(new Instead(new Tasks.Start.Direct()));
    SlowCall direct = fixture.tools.nextSlow();
    assertEquals(StopReason.CANCELLED, direct.stopped());
    assertEquals("cancelled", result(exchange).at("/structuredContent/error_type").asText());
  }

  @Test
  void aCallThatRunsInsteadReportsToItsClient() throws Exception {
    Exchange exchange = called();
    fixture.tools.nextSlow();
    start().complete(new Instead(new Tasks.Start.Direct()));
    fixture.tools.nextSlow().complete("done");
    assertEquals("done", result(exchange).at("/content/0/text").asText());
  }

  @Test
  void aRefusalIsTheResultOfTheCall() throws Exception {
    Exchange exchange = called();
    start()
        .complete(
            new Instead(
                new Tasks.Start.Refused(
                    new ToolOutcome.Rejected(
                        ToolOutcome.Refusal.BULKHEAD_FULL,
                        "jobs",
                        "Too many jobs.",
                        Duration.ofSeconds(9)))));
    JsonNode result = result(exchange);
    assertTrue(result.path("isError").asBoolean());
    assertEquals(9, result.at("/structuredContent/retry_after").asInt());
  }

  @Test
  void aStartThatFailsIsABugOfTheCall() throws Exception {
    Exchange exchange = called();
    start().completeExceptionally(new IllegalStateException("no store"));
    JsonNode result = result(exchange);
    assertEquals("unknown", result.at("/structuredContent/error_type").asText());
    assertEquals(0, fixture.server.requestsInFlight());
  }

  @Test
  void tasksThatCannotBeReadAreAnInternalError() {
    for (Told told : List.of(fixture.get("x"), fixture.update("x", "{}"))) {
      assertEquals(-32603, told.code());
      assertFalse(told.message().contains("no store"));
    }
    McpReply reply =
        fixture.reply(
            Caller.LOCAL, TASKS, "subscriptions/listen", null, "'notifications':{'taskIds':['x']}");
    assertEquals(-32603, told(reply).code());
  }

  private static Told told(McpReply reply) {
    return TestClient.told(
        true,
        "subscriptions/listen",
        reply instanceof McpReply.InFlight later
            ? TestClient.await(later.exchange())
            : (McpReply.Json) reply);
  }
}
