package io.switchgear.supervisor;

import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Work that ends when the test says so, and remembers what was asked of it. */
final class FakeWork implements Work, ToolRun {

  final CountDownLatch started = new CountDownLatch(1);
  final List<StopReason> stops = new CopyOnWriteArrayList<>();
  private final CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();

  @Override
  public ToolRun start(Deadline deadline, Progress progress) {
    started.countDown();
    return this;
  }

  boolean hasStarted() {
    return started.getCount() == 0;
  }

  void end(ToolOutcome how) {
    outcome.complete(how);
  }

  @Override
  public CompletionStage<ToolOutcome> outcome() {
    return outcome;
  }

  @Override
  public void stop(StopReason reason) {
    stops.add(reason);
  }
}
