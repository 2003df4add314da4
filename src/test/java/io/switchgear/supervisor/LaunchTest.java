package io.switchgear.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.supervisor.ToolSupervisor.CallTool;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LaunchTest {

  private static final Work QUICK = (deadline, progress) -> ToolRun.completed(Scene.WELL);

  /** What was given to the thread that may be blocked. */
  private final Queue<Runnable> aside = new ArrayDeque<>();

  private final List<StopReason> stops = new ArrayList<>();

  private ToolRun launch(Work work) {
    return new Launch(
        "probe",
        new CallTool("1", work, new Deadline(0), Progress.NONE, Optional.empty(), ReplyTo.NOBODY),
        aside::add);
  }

  private static CompletableFuture<ToolOutcome> outcome(ToolRun run) {
    return run.outcome().toCompletableFuture();
  }

  private Work stoppable() {
    return (deadline, progress) ->
        new ToolRun() {
          @Override
          public CompletionStage<ToolOutcome> outcome() {
            return new CompletableFuture<>();
          }

          @Override
          public void stop(StopReason reason) {
            stops.add(reason);
          }
        };
  }

  private static Work prompt(Work work) {
    return new Work() {
      @Override
      public ToolRun start(Deadline deadline, Progress progress) {
        return work.start(deadline, progress);
      }

      @Override
      public boolean isPrompt() {
        return true;
      }
    };
  }

  @Test
  void workOfWhichNothingIsKnownIsStartedAside() {
    ToolRun run = launch(QUICK);
    assertFalse(outcome(run).isDone());
    aside.remove().run();
    assertEquals(Scene.WELL, outcome(run).join());
  }

  @Test
  void promptWorkIsStartedAtOnce() {
    assertEquals(Scene.WELL, outcome(launch(prompt(QUICK))).join());
    assertTrue(aside.isEmpty());
  }

  @Test
  void promptWorkThatThrowsHasCrashedLikeAnyOther() {
    Work broken =
        (deadline, progress) -> {
          throw new IllegalStateException("a bug");
        };
    assertInstanceOf(Failed.class, outcome(launch(prompt(broken))).join());
  }

  @Test
  void promptWorkIsStoppedAsideAsToStopMayBlock() {
    launch(prompt(stoppable())).stop(StopReason.CANCELLED);
    assertEquals(List.of(), stops);
    aside.remove().run();
    assertEquals(List.of(StopReason.CANCELLED), stops);
  }
}
