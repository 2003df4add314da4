package io.switchgear.conformance;

import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Work in steps with a pause between them, so that each step is a separate message. */
final class Steps {

  private static final Executor PAUSE =
      CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

  private Steps() {}

  static ToolRun run(List<Runnable> steps, ToolOutcome end) {
    CompletionStage<Void> done = CompletableFuture.completedFuture(null);
    for (Runnable step : steps) {
      done = done.thenRun(step).thenRunAsync(() -> {}, PAUSE);
    }
    return ToolRun.of(done.thenApply(all -> end));
  }
}
