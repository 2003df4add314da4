package io.switchgear.breaker.supervision;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A run that was started on the current thread. An exception of the work becomes an outcome. Its
 * stop is left to the launcher, because it may block.
 */
record StartedRun<O>(GuardedRun<O> run, CompletionStage<O> outcome, Executor launcher)
    implements GuardedRun<O> {

  /**
   * Starts the work now.
   *
   * @param name of the breaker
   */
  static <O> GuardedRun<O> of(
      String name,
      GuardedWork<O> work,
      long deadline,
      OutcomeAdapter<O> outcomes,
      Executor launcher) {
    try {
      GuardedRun<O> run = work.start(deadline);
      return new StartedRun<>(run, contained(name, run.outcome(), outcomes), launcher);
    } catch (Throwable thrown) {
      return crashed(name, outcomes, thrown);
    }
  }

  /** The run of work that could not be started. */
  static <O> GuardedRun<O> crashed(String name, OutcomeAdapter<O> outcomes, Throwable thrown) {
    return new Crashed<>(
        CompletableFuture.completedFuture(LaunchedRun.crashed(name, outcomes, thrown)));
  }

  /** The stage itself if it has an outcome, as that of most prompt work. */
  private static <O> CompletionStage<O> contained(
      String name, CompletionStage<O> outcome, OutcomeAdapter<O> outcomes) {
    return ended(outcome) != null
        ? outcome
        : outcome.handle(
            (given, thrown) ->
                given != null
                    ? given
                    : LaunchedRun.crashed(
                        name,
                        outcomes,
                        thrown == null ? new NullPointerException("no outcome") : thrown));
  }

  /** The outcome, if it is known now; otherwise null. */
  static <O> O ended(CompletionStage<O> outcome) {
    return outcome instanceof CompletableFuture<O> future
            && future.isDone()
            && !future.isCompletedExceptionally()
        ? future.join()
        : null;
  }

  @Override
  public void stop(StopReason reason) {
    launcher.execute(() -> run.stop(reason));
  }

  /** Work that has thrown an exception; there is nothing to stop. */
  private record Crashed<O>(CompletionStage<O> outcome) implements GuardedRun<O> {
    @Override
    public void stop(StopReason reason) {}
  }
}
