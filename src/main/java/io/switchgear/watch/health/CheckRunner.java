package io.switchgear.watch.health;

import io.switchgear.watch.health.HealthCheck.Finding;
import io.switchgear.watch.health.HealthReport.CheckResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/** Runs each check on a separate virtual thread. */
final class CheckRunner implements AutoCloseable {

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Thread> running = new ConcurrentHashMap<>();

  CheckRunner(InstantSource clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** The stage fails only because of a bug. */
  CompletableFuture<CheckResult> start(HealthCheck check) {
    long started = nanoTime.getAsLong();
    return CompletableFuture.supplyAsync(
        () -> {
          running.put(check.name(), Thread.currentThread());
          try {
            Finding found = probe(check);
            return result(
                check, found, Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - started)));
          } finally {
            running.remove(check.name());
          }
        },
        threads);
  }

  private static Finding probe(HealthCheck check) {
    try {
      return check.probe().call();
    } catch (Exception e) {
      return Finding.unhealthy("The check failed: " + e);
    }
  }

  /** Interrupts the check if it is running. */
  void interrupt(String check) {
    Thread thread = running.get(check);
    if (thread != null) {
      thread.interrupt();
    }
  }

  CheckResult timedOut(HealthCheck check, Duration timeout) {
    return result(
        check,
        Finding.unhealthy("No answer within " + timeout.toMillis() / 1_000.0 + " s."),
        timeout);
  }

  CheckResult broken(HealthCheck check, Throwable bug) {
    return result(check, Finding.unhealthy("The check itself failed: " + bug), Duration.ZERO);
  }

  private CheckResult result(HealthCheck check, Finding found, Duration took) {
    return new CheckResult(
        check.name(), check.priority(), found.status(), found.message(), took, clock.instant());
  }

  void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
