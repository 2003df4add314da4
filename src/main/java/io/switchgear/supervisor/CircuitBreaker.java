package io.switchgear.supervisor;

import io.switchgear.breaker.OperatorOrder;
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
 *     .exceptionally(failure -> "cloudy, most likely");
 * }</pre>
 *
 * <p>A call that is not let in fails with {@link CallRejectedException}, one that is overdue with
 * {@link TimeoutException}, one that its caller or a {@link #shutdown} ends with {@link
 * CancellationException}; else it ends as its work does, with the very exception that the work
 * failed with. Stages that are derived from the one returned wrap it in a {@link
 * java.util.concurrent.CompletionException}, as always.
 *
 * <p>Whoever cancels the stage of a call ends its work, and the call counts as neither success nor
 * failure. Every call is answered: at its call timeout if nothing else comes first, even if its
 * work never ends, and at once when the actor system ends. By then the breaker's state is what the
 * answer led to.
 *
 * <p>What hangs on the stages runs on the actor system's dispatcher, or on the thread that adds it
 * if they are complete by then; so it must not block for long.
 */
public final class CircuitBreaker {

  private final SupervisorRef line;
  private final Transitions transitions;
  private final Function<Throwable, Verdict> verdicts;
  private final AtomicLong calls = new AtomicLong();

  private CircuitBreaker(
      SupervisorRef line, Transitions transitions, Function<Throwable, Verdict> verdicts) {
    this.line = line;
    this.transitions = transitions;
    this.verdicts = verdicts;
  }

  /**
   * A breaker for which every exception counts as a failure.
   *
   * @see #create(ActorSystem, String, ProtectionPolicy, Function)
   */
  public static CircuitBreaker create(ActorSystem<?> system, String name, ProtectionPolicy policy) {
    return create(system, name, policy, thrown -> Verdict.FAILURE);
  }

  /**
   * A breaker of its own actor, which lives as long as the actor system.
   *
   * @param name unique in the actor system, also after a {@link #shutdown}; letters, digits, {@code
   *     _}, {@code -} and {@code .}
   * @param policy its {@code canary} is without effect: there is no self-test to begin with
   * @param verdicts how an exception of the work counts: {@code FAILURE} against it, {@code
   *     IGNORED} not at all, {@code SUCCESS} as if it had gone well; the caller gets it all the
   *     same
   * @throws org.apache.pekko.actor.InvalidActorNameException if the name is taken or has other
   *     characters
   */
  public static CircuitBreaker create(
      ActorSystem<?> system,
      String name,
      ProtectionPolicy policy,
      Function<Throwable, Verdict> verdicts) {
    return create(system, name, policy, verdicts, ToolRegistry.LAUNCHER);
  }

  /**
   * A breaker that starts its work elsewhere than on virtual threads.
   *
   * @param launcher asks work for its stage, and ends it. The actor system's {@link
   *     ActorSystem#executionContext() dispatcher} is cheapest, and right for work that never
   *     blocks
   * @see #create(ActorSystem, String, ProtectionPolicy, Function)
   */
  public static CircuitBreaker create(
      ActorSystem<?> system,
      String name,
      ProtectionPolicy policy,
      Function<Throwable, Verdict> verdicts,
      Executor launcher) {
    Transitions transitions = new Transitions();
    PublishedCircuit gate =
        new PublishedCircuit(
            name, Protection.without(policy), Clocks.SYSTEM, transitions, Optional.empty());
    var supervisor =
        system.systemActorOf(
            ToolSupervisor.create(gate, Verdict::of, launcher),
            "circuit-breaker-" + name,
            Props.empty());
    return new CircuitBreaker(new SupervisorRef(gate, supervisor, system), transitions, verdicts);
  }

  /**
   * Protects work that answers by a stage.
   *
   * @param work is asked for its stage on a virtual thread, unless the breaker was given a
   *     launcher, once the call is let in; what it throws counts as if its stage had failed. The
   *     stage of overdue or cancelled work is cancelled
   */
  public <T> CompletionStage<T> call(Supplier<? extends CompletionStage<T>> work) {
    Optional<Rejected> refusal = line.refusal();
    if (refusal.isPresent()) {
      return CompletableFuture.failedFuture(new CallRejectedException(refusal.get()));
    }
    String callId = nextId();
    GuardedWork<T> guarded = new GuardedWork<>(work, verdicts);
    Pending<T> pending = new Pending<>(callId);
    line.send(callId, guarded, line.deadline(), Progress.NONE, Optional.empty())
        .thenAccept(outcome -> pending.ends(outcome, guarded));
    return pending;
  }

  /**
   * Protects work that blocks.
   *
   * @param executor runs it; overdue or cancelled work is interrupted there
   */
  public <T> CompletionStage<T> call(Callable<T> work, Executor executor) {
    return call(() -> blocking(work, executor));
  }

  /**
   * A permit for work that is done elsewhere; whoever holds it says how it ended. Fails as a call
   * does that is not let in.
   */
  public CompletionStage<HeldPermit> acquire() {
    CompletableFuture<HeldPermit> holder = new CompletableFuture<>();
    HeldPermit scope = new HeldPermit();
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

  /** What became of the calls; fails if there is no answer within {@code 5 s}. */
  public CompletionStage<ToolStats> stats() {
    return line.stats();
  }

  /**
   * Gives an operator's order.
   *
   * @see SupervisedTools#operate
   */
  public CompletionStage<Operated> operate(
      OperatorOrder.Action action, String operator, String reason, Optional<Duration> lasting) {
    return line.operate(action, operator, reason, lasting);
  }

  /**
   * Goes by another policy from now on. What is counted stands, and the new thresholds apply to it
   * at once; calls under way keep their deadlines, an opening keeps its end.
   *
   * @return completes when it is in effect; fails if there is no answer within {@code 5 s}
   */
  public CompletionStage<Done> reconfigure(ProtectionPolicy policy) {
    return line.reconfigure(Protection.without(policy));
  }

  /** Tells the listener of every transition from now on, until the result is closed. */
  public Subscription subscribe(TransitionListener listener) {
    return transitions.subscribe(listener);
  }

  /** Lets no call in any more, ends those there are; completes once none is left. */
  public CompletionStage<Done> shutdown() {
    Duration patience = ToolSupervisor.GRACE.plus(SupervisorRef.PATIENCE);
    return AskPattern.ask(
            line.supervisor(), ToolSupervisor.Drain::new, patience, line.system().scheduler())
        .thenApply(drained -> Done.getInstance());
  }

  PublishedCircuit gate() {
    return line.gate();
  }

  private CompletionStage<ToolOutcome> submit(Work work) {
    return line.submit(nextId(), work, line.deadline(), Progress.NONE, Optional.empty());
  }

  private String nextId() {
    return line.gate().name() + "-" + calls.incrementAndGet();
  }

  /** What the caller of a call holds. */
  private final class Pending<T> extends CompletableFuture<T> {

    private final String callId;

    private Pending(String callId) {
      this.callId = callId;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      line.cancel(callId);
      return cancelled;
    }

    private void ends(ToolOutcome outcome, GuardedWork<T> guarded) {
      boolean itsOwn =
          switch (outcome) {
            case Success ignored -> true;
            case Failed ignored -> guarded.hasEnded();
            case InvalidInput ignored -> guarded.hasEnded();
            case TimedOut ignored -> false;
            case Rejected ignored -> false;
            case Cancelled ignored -> false;
            case OutOfScope ignored -> false;
          };
      if (itsOwn) {
        guarded.giveResultTo(this);
      } else {
        completeExceptionally(refusal(outcome));
      }
    }
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
              } catch (Throwable thrown) {
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
