package io.switchgear.supervisor;

import io.switchgear.breaker.Order;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.Verdict;
import io.switchgear.tool.Work;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * The breaker and bulkhead of a tool, for a program of one's own: a database, a remote service,
 * anything that can fail. Safe for use by many threads.
 *
 * <pre>{@code
 * var weather = CircuitBreaker.create(system, "weather_api", policy);
 * weather.call(() -> client.forecast("Berlin"))
 *     .exceptionally(refused -> "cloudy, most likely");
 * }</pre>
 *
 * <p>A call that is not let in fails with {@link CallRejectedException}, one that is overdue with
 * {@link TimeoutException}, one that a {@link #shutdown} ends with {@link CancellationException};
 * else it ends as its work does.
 */
public final class CircuitBreaker {

  private final Line line;
  private final Transitions transitions;
  private final Function<Throwable, Verdict> verdicts;
  private final AtomicLong calls = new AtomicLong();

  private CircuitBreaker(
      Line line, Transitions transitions, Function<Throwable, Verdict> verdicts) {
    this.line = line;
    this.transitions = transitions;
    this.verdicts = verdicts;
  }

  /**
   * A breaker for which every exception counts as a failure.
   *
   * @param name unique in the actor system; letters, digits, {@code _}, {@code -} and {@code .}
   */
  public static CircuitBreaker create(ActorSystem<?> system, String name, ProtectionPolicy policy) {
    return create(system, name, policy, thrown -> Verdict.FAILURE);
  }

  /**
   * @param name unique in the actor system; letters, digits, {@code _}, {@code -} and {@code .}
   * @param verdicts how an exception counts
   */
  public static CircuitBreaker create(
      ActorSystem<?> system,
      String name,
      ProtectionPolicy policy,
      Function<Throwable, Verdict> verdicts) {
    Transitions transitions = new Transitions();
    Gate gate = new Gate(name, policy, Clocks.SYSTEM, transitions, Optional.empty());
    var supervisor =
        system.systemActorOf(
            ToolSupervisor.create(gate, Verdict::of, Optional.empty(), ToolRegistry.LAUNCHER),
            "circuit-breaker-" + name,
            Props.empty());
    return new CircuitBreaker(new Line(gate, supervisor, system), transitions, verdicts);
  }

  /** Protects work that answers by a stage. Overdue work is cancelled by its stage. */
  public <T> CompletionStage<T> call(Supplier<? extends CompletionStage<T>> work) {
    GuardedWork<T> guarded = new GuardedWork<>(work, verdicts);
    return submit(guarded).thenCompose(outcome -> resultOf(outcome, guarded));
  }

  /** Protects work that blocks, on the executor. Overdue work is interrupted. */
  public <T> CompletionStage<T> call(Callable<T> work, Executor executor) {
    return call(() -> blocking(work, executor));
  }

  /** A permit for work that is done elsewhere; whoever holds it says how it ended. */
  public CompletionStage<Scope> acquire() {
    CompletableFuture<Scope> holder = new CompletableFuture<>();
    Scope scope = new Scope();
    submit(scope.handingTo(holder))
        .thenAccept(
            outcome -> {
              holder.completeExceptionally(refusal(outcome));
              scope.hasBeenCounted();
            });
    return holder;
  }

  /** The breaker as it is now; sends no message. */
  public BreakerSnapshot snapshot() {
    return line.gate().snapshot();
  }

  /** What became of the calls. */
  public CompletionStage<ToolStats> stats() {
    return line.stats();
  }

  /**
   * Gives an operator's order.
   *
   * @see SupervisedTools#operate
   */
  public CompletionStage<Operated> operate(
      Order.Action action, String operator, String reason, Optional<Duration> lasting) {
    return line.operate(action, operator, reason, lasting);
  }

  /** Tells the listener of every transition from now on, until the result is closed. */
  public Subscription subscribe(TransitionListener listener) {
    return transitions.subscribe(listener);
  }

  /** Lets no call in any more, ends those there are; completes once none is left. */
  public CompletionStage<Done> shutdown() {
    Duration patience = ToolSupervisor.GRACE.plus(Line.PATIENCE);
    return AskPattern.ask(
            line.supervisor(), ToolSupervisor.Drain::new, patience, line.system().scheduler())
        .thenApply(drained -> Done.getInstance());
  }

  Gate gate() {
    return line.gate();
  }

  private CompletionStage<ToolOutcome> submit(Work work) {
    String callId = line.gate().name() + "-" + calls.incrementAndGet();
    return line.submit(callId, work, line.deadline(), Progress.NONE);
  }

  private static <T> CompletionStage<T> resultOf(ToolOutcome outcome, GuardedWork<T> guarded) {
    boolean itsOwn =
        switch (outcome) {
          case Success ignored -> true;
          case Failed ignored -> guarded.result().isDone();
          case InvalidInput ignored -> guarded.result().isDone();
          case TimedOut ignored -> false;
          case Rejected ignored -> false;
          case Cancelled ignored -> false;
          case OutOfScope ignored -> false;
        };
    return itsOwn ? guarded.result() : CompletableFuture.failedFuture(refusal(outcome));
  }

  private static Exception refusal(ToolOutcome outcome) {
    String message = Outcomes.message(outcome);
    return switch (outcome) {
      case Rejected rejected -> new CallRejectedException(rejected);
      case TimedOut ignored -> new TimeoutException(message);
      case Cancelled ignored -> new CancellationException(message);
      case Success ignored -> new IllegalStateException(message);
      case Failed ignored -> new IllegalStateException(message);
      case InvalidInput ignored -> new IllegalStateException(message);
      case OutOfScope ignored -> new IllegalStateException(message);
    };
  }

  private static <T> CompletionStage<T> blocking(Callable<T> work, Executor executor) {
    CompletableFuture<T> result = new CompletableFuture<>();
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              try {
                result.complete(work.call());
              } catch (Exception thrown) {
                result.completeExceptionally(thrown);
              }
              return null;
            });
    result.whenComplete(
        (value, thrown) -> {
          if (result.isCancelled()) {
            task.cancel(true);
          }
        });
    executor.execute(task);
    return result;
  }
}
