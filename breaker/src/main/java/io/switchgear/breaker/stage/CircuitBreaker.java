package io.switchgear.breaker.stage;

import io.switchgear.breaker.BreakerListener;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OrderResult;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.Subscription;
import io.switchgear.breaker.TransitionListener;
import io.switchgear.breaker.supervision.Clocks;
import io.switchgear.breaker.supervision.Protection;
import io.switchgear.breaker.supervision.SupervisorRef;
import io.switchgear.breaker.supervision.SupervisorSetup;
import io.switchgear.breaker.supervision.TransitionPublisher;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
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

/**
 * A circuit breaker and bulkhead for anything that can fail: a database, a remote service. Safe for
 * use by many threads.
 *
 * <pre>{@code
 * var weather = CircuitBreaker.create(system, "weather_api", policy);
 * weather.call(() -> client.forecast("Berlin"))
 *     .exceptionally(failure -> "cloudy, most likely");
 * }</pre>
 *
 * <p>The stage of a call fails with {@link CallRejectedException} if the call is not admitted, with
 * {@link TimeoutException} at the call timeout, and with {@link CancellationException} if the
 * caller or a {@link #shutdown} ends the call. Otherwise it ends as the work does, with the
 * exception that the work failed with. Stages that are derived from it wrap that exception in a
 * {@link java.util.concurrent.CompletionException}, as always.
 *
 * <p>Cancelling the stage of a call ends its work. The call then counts as neither success nor
 * failure. Every call is answered: at its call timeout at the latest, even if its work never ends,
 * and at once when the actor system ends. The breaker's state then already includes the effect of
 * the call; a success that changes only counts may be answered some milliseconds before it is
 * counted, and {@link #stats} includes it in any case.
 *
 * <p>Dependents of the stages run on the thread on which the work ends, on the actor system's
 * dispatcher, or on the thread that adds them if the stage is complete. They must not block for
 * long.
 */
public final class CircuitBreaker {

  /**
   * The options of a breaker, apart from the policy.
   *
   * @param counting how an exception of the work counts. The caller gets the exception in any case
   * @param launcher ends work, and asks it for its stage if the caller does not. Virtual threads
   *     let work block there. The actor system's {@link ActorSystem#executionContext() dispatcher}
   *     is cheaper, and right for work that never blocks
   * @param startedByCaller work is asked for its stage on the caller's thread if the breaker is
   *     closed and has room; {@code false} if the launcher always asks, because that may block
   * @param listener measures the calls
   */
  public record Options(
      Function<Throwable, CountedAs> counting,
      Executor launcher,
      boolean startedByCaller,
      BreakerListener listener) {

    /**
     * Every exception counts as a failure; work is started by the caller or on virtual threads; no
     * measurements.
     */
    public static final Options DEFAULT =
        new Options(
            thrown -> CountedAs.FAILURE,
            SupervisorSetup.VIRTUAL_THREADS,
            true,
            BreakerListener.NONE);

    public Options {
      Objects.requireNonNull(counting);
      Objects.requireNonNull(launcher);
      Objects.requireNonNull(listener);
    }

    public Options withCounting(Function<Throwable, CountedAs> other) {
      return new Options(other, launcher, startedByCaller, listener);
    }

    /** With work that the given launcher asks for its stage, for every call. */
    public Options withLauncher(Executor other) {
      return new Options(counting, other, false, listener);
    }

    public Options withListener(BreakerListener other) {
      return new Options(counting, launcher, startedByCaller, other);
    }
  }

  private final SupervisorRef<StageOutcome> supervisor;
  private final TransitionPublisher transitions;
  private final Options options;
  private final AtomicLong calls = new AtomicLong();

  private CircuitBreaker(
      SupervisorRef<StageOutcome> supervisor, TransitionPublisher transitions, Options options) {
    this.supervisor = supervisor;
    this.transitions = transitions;
    this.options = options;
  }

  /**
   * A breaker with the default options.
   *
   * @see #create(ActorSystem, String, ProtectionPolicy, Options)
   */
  public static CircuitBreaker create(ActorSystem<?> system, String name, ProtectionPolicy policy) {
    return create(system, name, policy, Options.DEFAULT);
  }

  /**
   * A breaker with an actor of its own, which lives as long as the actor system.
   *
   * @param name unique in the actor system, also after a {@link #shutdown}; letters, digits, {@code
   *     _}, {@code -} and {@code .}
   * @param policy its {@code canary} has no effect, because there is no self-test
   * @throws org.apache.pekko.actor.InvalidActorNameException if the name is taken or has other
   *     characters
   */
  public static CircuitBreaker create(
      ActorSystem<?> system, String name, ProtectionPolicy policy, Options options) {
    TransitionPublisher transitions = new TransitionPublisher();
    SupervisorSetup<StageOutcome> setup =
        new SupervisorSetup<>(
            name,
            Protection.without(policy),
            StageOutcomes.INSTANCE,
            options.listener(),
            transitions,
            options.launcher(),
            Clocks.SYSTEM,
            Optional.empty(),
            Map.of());
    return new CircuitBreaker(
        SupervisorRef.spawn(setup, system, "circuit-breaker-" + name), transitions, options);
  }

  /**
   * Protects work that answers with a stage.
   *
   * @param work is asked for its stage when the call is admitted, on this thread or by the
   *     launcher; see {@link Options}. An exception counts as if the stage had failed. The stage of
   *     overdue or cancelled work is cancelled
   */
  public <T> CompletionStage<T> call(Supplier<? extends CompletionStage<T>> work) {
    Optional<StageOutcome> rejection = supervisor.rejection();
    if (rejection.isPresent()) {
      return CompletableFuture.failedFuture(exception(rejection.get()));
    }
    String callId = nextId();
    StageWork<T> guarded = new StageWork<>(work, options.counting(), options.startedByCaller());
    Pending<T> pending = new Pending<>(callId);
    supervisor
        .run(callId, guarded, supervisor.deadline(), Map.of())
        .thenAccept(outcome -> pending.end(outcome, guarded));
    return pending;
  }

  /**
   * Protects work that blocks.
   *
   * @param executor runs it, and interrupts it if it is overdue or cancelled
   */
  public <T> CompletionStage<T> call(Callable<T> work, Executor executor) {
    return call(() -> blocking(work, executor));
  }

  /**
   * A permit for work that is done elsewhere. Its holder says how the work ended. The stage fails
   * as that of a call that is not admitted.
   */
  public CompletionStage<HeldPermit> acquire() {
    CompletableFuture<HeldPermit> holder = new CompletableFuture<>();
    HeldPermit permit = new HeldPermit();
    supervisor
        .submit(nextId(), permit.handingTo(holder), supervisor.deadline(), Map.of())
        .thenAccept(
            outcome -> {
              holder.completeExceptionally(exception(outcome));
              permit.hasBeenCounted();
            });
    return holder;
  }

  /** The current state of the breaker. Sends no message. */
  public BreakerSnapshot snapshot() {
    return supervisor.snapshot();
  }

  /** Statistics of the calls; fails after {@code 5 s} without an answer. */
  public CompletionStage<BreakerStats> stats() {
    return supervisor.stats();
  }

  /**
   * Gives an operator's order; fails after {@code 5 s} without an answer.
   *
   * @param operator who; 1 to 100 characters
   * @param reason why; 1 to 500 characters
   * @param lasting after which a standing order ends; 1 s to 365 days
   * @throws IllegalArgumentException if a value is out of its range
   */
  public CompletionStage<OrderResult> operate(
      OperatorOrder.Action action, String operator, String reason, Optional<Duration> lasting) {
    return supervisor.operate(action, operator, reason, lasting);
  }

  /**
   * Sets another policy. The counts stay, and the new thresholds apply to them at once. Calls under
   * way keep their deadlines, and an open breaker its recovery time.
   *
   * @return completes when the policy is in effect; fails after {@code 5 s} without an answer
   */
  public CompletionStage<Done> reconfigure(ProtectionPolicy policy) {
    return supervisor.reconfigure(Protection.without(policy));
  }

  /** Notifies the listener of every later transition until the result is closed. */
  public Subscription subscribe(TransitionListener listener) {
    return transitions.subscribe(listener);
  }

  /** Stops admitting calls and ends the running calls. Completes when no call is left. */
  public CompletionStage<Done> shutdown() {
    return supervisor.drain().thenApply(drained -> Done.getInstance());
  }

  private String nextId() {
    return supervisor.name() + "-" + calls.incrementAndGet();
  }

  /** The stage that the caller of a call gets. */
  private final class Pending<T> extends CompletableFuture<T> {

    private final String callId;

    private Pending(String callId) {
      this.callId = callId;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      supervisor.cancel(callId);
      return cancelled;
    }

    private void end(StageOutcome outcome, StageWork<T> work) {
      boolean withResult =
          switch (outcome) {
            case StageOutcome.Ended ignored -> true;
            case StageOutcome.Crashed ignored -> work.hasEnded();
            case StageOutcome.GivenUp ignored -> false;
            case StageOutcome.Rejected ignored -> false;
            case StageOutcome.Stopped ignored -> false;
          };
      if (withResult) {
        work.complete(this);
      } else {
        completeExceptionally(exception(outcome));
      }
    }
  }

  private static Exception exception(StageOutcome outcome) {
    return switch (outcome) {
      case StageOutcome.Rejected rejected -> new CallRejectedException(rejected.rejection());
      case StageOutcome.Stopped stopped ->
          switch (stopped.reason()) {
            case DEADLINE -> new TimeoutException(stopped.message());
            case CANCELLED, SHUTDOWN -> new CancellationException(stopped.message());
          };
      case StageOutcome.GivenUp ignored -> new CancellationException("The permit was given back.");
      case StageOutcome.Ended ended -> new IllegalStateException(ended.message());
      case StageOutcome.Crashed crashed -> new IllegalStateException(crashed.message());
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
