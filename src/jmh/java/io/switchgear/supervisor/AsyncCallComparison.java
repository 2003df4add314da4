package io.switchgear.supervisor;

import io.switchgear.breaker.stage.CircuitBreaker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * A protected asynchronous call on a closed breaker, with 256 of them in flight all the time. The
 * work completes on another thread, at once; {@code bare} is the same without a breaker.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class AsyncCallComparison {

  private static final int IN_FLIGHT = 256;
  private static final int CALLS = 4096;
  private static final Executor THREADS = ForkJoinPool.commonPool();
  private static final Supplier<CompletionStage<String>> WORK =
      () -> CompletableFuture.supplyAsync(() -> "answer", THREADS);

  private ActorSystem<Void> system;
  private CircuitBreaker switchgear;
  private CircuitBreaker onDispatcher;
  private org.apache.pekko.pattern.CircuitBreaker pekko;

  @Setup
  public void start() {
    system = Systems.local();
    switchgear = CircuitBreaker.create(system, "work", Systems.policy(2 * IN_FLIGHT));
    onDispatcher =
        CircuitBreaker.create(
            system,
            "dispatched",
            Systems.policy(2 * IN_FLIGHT),
            CircuitBreaker.Options.DEFAULT.withLauncher(system.executionContext()));
    pekko =
        new org.apache.pekko.pattern.CircuitBreaker(
            system.executionContext(),
            system.classicSystem().scheduler(),
            5,
            Duration.ofSeconds(30),
            Duration.ofHours(1));
  }

  @TearDown
  public void stop() {
    system.terminate();
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void switchgear(ThreadParams threads) {
    keepInFlight(threads, () -> switchgear.call(WORK));
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void switchgearOnDispatcher(ThreadParams threads) {
    keepInFlight(threads, () -> onDispatcher.call(WORK));
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void pekko(ThreadParams threads) {
    keepInFlight(threads, () -> pekko.callWithCircuitBreakerCS(WORK::get));
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void bare(ThreadParams threads) {
    keepInFlight(threads, WORK);
  }

  private static void keepInFlight(
      ThreadParams threads, Supplier<CompletionStage<String>> protectedCall) {
    int share = IN_FLIGHT / threads.getThreadCount();
    LongAdder failures = new LongAdder();
    Semaphore room = new Semaphore(share);
    for (int i = 0; i < CALLS; i++) {
      room.acquireUninterruptibly();
      protectedCall
          .get()
          .whenComplete(
              (answer, thrown) -> {
                failures.add(thrown == null ? 0 : 1);
                room.release();
              });
    }
    room.acquireUninterruptibly(share);
    if (failures.sum() > 0) {
      throw new IllegalStateException(failures.sum() + " calls failed");
    }
  }
}
