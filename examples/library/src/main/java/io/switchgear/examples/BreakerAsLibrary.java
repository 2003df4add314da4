package io.switchgear.examples;

import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.stage.CallRejectedException;
import io.switchgear.breaker.stage.CircuitBreaker;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Uses the breaker in a program without MCP, for a price service that fails for a while. */
public final class BreakerAsLibrary {

  private static final ProtectionPolicy POLICY =
      ProtectionPolicy.DEFAULT
          .withCallTimeout(Duration.ofSeconds(2))
          .with(
              BreakerPolicy.DEFAULT
                  .withFailureThreshold(3)
                  .withRecoveryTimeout(Duration.ofMillis(500)));

  private BreakerAsLibrary() {}

  public static void main(String[] args) {
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "shop");
    try {
      run(system, System.out);
    } finally {
      system.terminate();
    }
  }

  static void run(ActorSystem<?> system, PrintStream out) {
    CircuitBreaker prices = CircuitBreaker.create(system, "price_service", POLICY);
    AtomicInteger asked = new AtomicInteger();
    for (int i = 1; i <= 5; i++) {
      Optional<Duration> wait = Optional.empty();
      String answer;
      try {
        answer = prices.call(() -> price(asked.incrementAndGet())).toCompletableFuture().join();
      } catch (CompletionException failed) {
        wait = retryAfter(failed.getCause());
        answer = wait.isPresent() ? "refused" : failed.getCause().getMessage();
      }
      out.printf("%d. %s; the breaker is %s%n", i, answer, prices.snapshot().state().wire());
      wait.ifPresent(BreakerAsLibrary::pause);
    }
    out.println("The service was asked " + asked + " times.");
  }

  private static Optional<Duration> retryAfter(Throwable failure) {
    return failure instanceof CallRejectedException refused
        ? Optional.of(refused.retryAfter())
        : Optional.empty();
  }

  private static void pause(Duration time) {
    Executor later = CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS);
    CompletableFuture.runAsync(() -> {}, later).join();
  }

  /** Fails for the first three callers. */
  private static CompletionStage<String> price(int caller) {
    return caller <= 3
        ? CompletableFuture.failedFuture(new IOException("no price"))
        : CompletableFuture.completedFuture("42.00");
  }
}
