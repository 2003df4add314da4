package io.switchgear.front.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.pekko.Done;

/** Whether load balancers should send calls here. */
public final class Readiness {

  private final BooleanSupplier draining;
  private final BooleanSupplier member;
  private volatile boolean ending;

  /**
   * @param draining whether a tool accepts no more calls
   * @param member whether this node is in its cluster, and has its part of what the nodes share
   */
  public Readiness(BooleanSupplier draining, BooleanSupplier member) {
    this.draining = draining;
    this.member = member;
  }

  public boolean isReady() {
    return !ending && member.getAsBoolean() && !draining.getAsBoolean();
  }

  /**
   * Reports not ready from now on.
   *
   * @param notice how long load balancers have to notice
   * @return completes after the notice
   */
  public CompletionStage<Done> announceEnd(Duration notice) {
    ending = true;
    Executor later = CompletableFuture.delayedExecutor(notice.toMillis(), TimeUnit.MILLISECONDS);
    return CompletableFuture.supplyAsync(Done::getInstance, later);
  }
}
