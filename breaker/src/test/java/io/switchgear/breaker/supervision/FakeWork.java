package io.switchgear.breaker.supervision;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Work that ends when the test says so, and remembers how it was stopped. */
final class FakeWork implements GuardedWork<TestOutcome>, GuardedRun<TestOutcome> {

  final CountDownLatch started = new CountDownLatch(1);
  final List<StopReason> stops = new CopyOnWriteArrayList<>();
  private final CompletableFuture<TestOutcome> outcome = new CompletableFuture<>();

  @Override
  public GuardedRun<TestOutcome> start(long deadline) {
    started.countDown();
    return this;
  }

  boolean hasStarted() {
    return started.getCount() == 0;
  }

  void end(TestOutcome how) {
    outcome.complete(how);
  }

  @Override
  public CompletionStage<TestOutcome> outcome() {
    return outcome;
  }

  @Override
  public void stop(StopReason reason) {
    stops.add(reason);
  }
}
