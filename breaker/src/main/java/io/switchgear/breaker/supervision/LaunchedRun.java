package io.switchgear.breaker.supervision;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run, from before its start. The launcher starts and stops the work. An exception of the work
 * becomes an outcome. A stop before the start takes effect after the start.
 */
final class LaunchedRun<O> implements GuardedRun<O> {

  private static final Logger LOG = LoggerFactory.getLogger(LaunchedRun.class);

  private final CompletableFuture<GuardedRun<O>> started;
  private final CompletionStage<O> outcome;
  private final Executor launcher;

  /**
   * @param name of the breaker
   */
  LaunchedRun(
      String name,
      GuardedWork<O> work,
      long deadline,
      OutcomeAdapter<O> outcomes,
      Executor launcher) {
    this.launcher = launcher;
    this.started = CompletableFuture.supplyAsync(() -> work.start(deadline), launcher);
    this.outcome =
        started
            .thenCompose(GuardedRun::outcome)
            .thenApply(Objects::<O>requireNonNull)
            .exceptionally(thrown -> crashed(name, outcomes, thrown));
  }

  @Override
  public CompletionStage<O> outcome() {
    return outcome;
  }

  /** Logs the bug, and makes an outcome of it. */
  static <O> O crashed(String name, OutcomeAdapter<O> outcomes, Throwable thrown) {
    Throwable bug = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    LOG.error("the work of '{}' threw an exception instead of giving an outcome", name, bug);
    return outcomes.crashed(name, bug);
  }

  @Override
  public void stop(StopReason reason) {
    started.thenAcceptAsync(run -> run.stop(reason), launcher);
  }
}
