package io.switchgear.supervisor;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.stage.CircuitBreaker;
import io.switchgear.breaker.supervision.Clocks;
import io.switchgear.breaker.supervision.Protection;
import io.switchgear.breaker.supervision.SupervisorRef;
import io.switchgear.breaker.supervision.SupervisorSetup;
import io.switchgear.breaker.supervision.TransitionPublisher;
import io.switchgear.tool.ToolOutcome;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to be refused by an open breaker: the bare decision (a permit is asked for and not
 * given), and a decorated asynchronous call that comes back as a failed stage.
 *
 * <p>Ours and Resilience4j's are held open by an order, as its forced-open is, and beside that open
 * until a time, which has to look at a clock.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RefusalComparison {

  private static final Supplier<CompletionStage<String>> NEVER_RUN =
      () -> {
        throw new IllegalStateException("the breaker let a call in");
      };

  private ActorSystem<Void> system;
  private CircuitBreaker open;
  private CircuitBreaker held;
  private SupervisorRef<ToolOutcome> openSupervisor;
  private SupervisorRef<ToolOutcome> heldSupervisor;
  private io.github.resilience4j.circuitbreaker.CircuitBreaker r4jForced;
  private io.github.resilience4j.circuitbreaker.CircuitBreaker r4jOpen;
  private dev.failsafe.CircuitBreaker<String> failsafe;
  private FailsafeExecutor<String> failsafeCalls;
  private org.apache.pekko.pattern.CircuitBreaker pekko;

  @Setup
  public void start() {
    system = Systems.local();
    open = ordered("open", OperatorOrder.Action.OPEN);
    held = ordered("held", OperatorOrder.Action.HOLD_OPEN);
    openSupervisor = orderedSupervisor("open-tool", OperatorOrder.Action.OPEN);
    heldSupervisor = orderedSupervisor("held-tool", OperatorOrder.Action.HOLD_OPEN);
    CircuitBreakerConfig config =
        CircuitBreakerConfig.custom()
            .waitDurationInOpenState(Duration.ofHours(1))
            .writableStackTraceEnabled(false)
            .build();
    r4jForced = io.github.resilience4j.circuitbreaker.CircuitBreaker.of("forced", config);
    r4jForced.transitionToForcedOpenState();
    r4jOpen = io.github.resilience4j.circuitbreaker.CircuitBreaker.of("open", config);
    r4jOpen.transitionToOpenState();
    failsafe = dev.failsafe.CircuitBreaker.<String>builder().withDelay(Duration.ofHours(1)).build();
    failsafe.open();
    failsafeCalls = Failsafe.with(failsafe).with(ForkJoinPool.commonPool());
    pekko =
        new org.apache.pekko.pattern.CircuitBreaker(
            system.executionContext(),
            system.classicSystem().scheduler(),
            1,
            Duration.ofSeconds(30),
            Duration.ofHours(1));
    pekko.fail();
  }

  private CircuitBreaker ordered(String name, OperatorOrder.Action action) {
    CircuitBreaker breaker = CircuitBreaker.create(system, name, Systems.policy(10));
    breaker
        .operate(action, "benchmark", "to be refused", Optional.empty())
        .toCompletableFuture()
        .join();
    return breaker;
  }

  private SupervisorRef<ToolOutcome> orderedSupervisor(String name, OperatorOrder.Action action) {
    FakeTool tool = FakeTool.doing(name, (deadline, progress) -> null);
    SupervisorRef<ToolOutcome> supervisor =
        SupervisorRef.spawn(
            new SupervisorSetup<>(
                name,
                Protection.without(Systems.policy(10)),
                new ToolOutcomes(tool),
                new MeasuredBreaker(name),
                new TransitionPublisher(),
                SupervisorSetup.VIRTUAL_THREADS,
                Clocks.SYSTEM,
                Optional.empty(),
                Map.of()),
            system,
            name);
    supervisor
        .operate(action, "benchmark", "to be refused", Optional.empty())
        .toCompletableFuture()
        .join();
    return supervisor;
  }

  @TearDown
  public void stop() {
    system.terminate();
  }

  @Benchmark
  public Optional<ToolOutcome> permitSwitchgearHeld() {
    return heldSupervisor.rejection();
  }

  @Benchmark
  public Optional<ToolOutcome> permitSwitchgearOpen() {
    return openSupervisor.rejection();
  }

  @Benchmark
  public boolean permitResilience4jForced() {
    return r4jForced.tryAcquirePermission();
  }

  @Benchmark
  public boolean permitResilience4jOpen() {
    return r4jOpen.tryAcquirePermission();
  }

  @Benchmark
  public boolean permitFailsafe() {
    return failsafe.tryAcquirePermit();
  }

  @Benchmark
  public Throwable callSwitchgearHeld() {
    return failure(held.call(NEVER_RUN));
  }

  @Benchmark
  public Throwable callSwitchgearOpen() {
    return failure(open.call(NEVER_RUN));
  }

  @Benchmark
  public Throwable callResilience4jForced() {
    return failure(r4jForced.executeCompletionStage(NEVER_RUN));
  }

  @Benchmark
  public Throwable callResilience4jOpen() {
    return failure(r4jOpen.executeCompletionStage(NEVER_RUN));
  }

  @Benchmark
  public Throwable callFailsafe() {
    return failure(failsafeCalls.getStageAsync(NEVER_RUN::get));
  }

  @Benchmark
  public Throwable callPekko() {
    return failure(pekko.callWithCircuitBreakerCS(NEVER_RUN::get));
  }

  private static Throwable failure(CompletionStage<String> refused) {
    return refused.toCompletableFuture().exceptionNow();
  }
}
