package io.switchgear.mcp.method;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.Subscription;
import io.switchgear.mcp.task.Task;
import io.switchgear.mcp.task.Tasks;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor.TaskUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A task that is followed while some of its readings fail. */
class TaskWatchTest {

  private static final String ID = "task-1";
  private static final Caller ANN = new Caller("ann", Set.of(Permission.SCAN_RUN));

  private final Readings tasks = new Readings();
  private final List<String> shown = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final TaskWatch watch =
      new TaskWatch(
          tasks,
          ANN,
          task -> shown.add(task.message().orElseThrow()),
          pause -> {
            pauses.add(pause);
            return waiting::add;
          });

  /** Each reading is answered by the test; the first finds the task. */
  private static final class Readings implements Tasks {

    final Deque<CompletableFuture<Optional<Task>>> open = new ArrayDeque<>();

    void succeed(String message) {
      open.remove().complete(Optional.of(task(message)));
    }

    void fail() {
      open.remove().completeExceptionally(new IllegalStateException("the store does not answer"));
    }

    private static Task task(String message) {
      return new Task(
          ID,
          "port_scan",
          new Task.State.Working(),
          Optional.of(message),
          Instant.EPOCH,
          Instant.EPOCH,
          Optional.empty(),
          Duration.ofSeconds(1));
    }

    @Override
    public CompletionStage<Optional<Task>> get(Caller caller, String id) {
      CompletableFuture<Optional<Task>> reading = new CompletableFuture<>();
      open.add(reading);
      return reading;
    }

    @Override
    public CompletionStage<Start> start(ToolCall call, TaskUse use) {
      throw new AssertionError("nothing is started");
    }

    @Override
    public CompletionStage<Boolean> answer(
        Caller caller, String id, Map<String, ObjectNode> answers) {
      throw new AssertionError("nothing is answered");
    }

    @Override
    public CompletionStage<Boolean> cancel(Caller caller, String id) {
      throw new AssertionError("nothing is cancelled");
    }

    @Override
    public Subscription subscribe(Consumer<String> changed) {
      throw new AssertionError("the test tells of changes");
    }
  }

  private void follow() {
    CompletionStage<List<String>> followed = watch.follow(List.of(ID));
    tasks.succeed("begun");
    assertEquals(List.of(ID), Await.result("the task", followed));
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "2, true", "3, false"})
  void aReadingThatFailsIsRepeatedTwice(int failures, boolean isShown) {
    follow();
    watch.changed(ID);
    for (int failed = 0; failed < failures; failed++) {
      tasks.fail();
      if (!waiting.isEmpty()) {
        waiting.remove().run();
      }
    }
    if (isShown) {
      tasks.succeed("ended");
    }
    assertEquals(isShown ? List.of("ended") : List.of(), shown);
    assertEquals(0, tasks.open.size());
    assertEquals(
        List.of(Duration.ofSeconds(1), Duration.ofSeconds(15)).subList(0, Math.min(failures, 2)),
        pauses);

    watch.changed(ID);
    tasks.fail();
    waiting.remove().run();
    tasks.succeed("changed later");
    assertEquals("changed later", shown.getLast());
  }

  @Test
  void aChangeInAPauseIsReadAfterIt() {
    follow();
    watch.changed(ID);
    tasks.fail();
    watch.changed(ID);
    assertEquals(0, tasks.open.size());
    waiting.remove().run();
    tasks.succeed("newest");
    assertEquals(List.of("newest"), shown);
    assertEquals(0, tasks.open.size());
  }

  @Test
  void aChangeDuringAReadingThatFailsIsRead() {
    follow();
    watch.changed(ID);
    watch.changed(ID);
    tasks.fail();
    waiting.remove().run();
    watch.changed(ID);
    tasks.succeed("older");
    tasks.succeed("newest");
    assertEquals(List.of("older", "newest"), shown);
  }
}
