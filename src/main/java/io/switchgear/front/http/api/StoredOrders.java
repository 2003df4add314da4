package io.switchgear.front.http.api;

import io.switchgear.supervisor.BreakerPersistence;
import io.switchgear.supervisor.BreakerPersistence.Saved;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What orders that are done once changed is stored with the breakers' states. */
public record StoredOrders(BreakerPersistence breakers) implements OrderDurability {

  /** How long the answer to an order waits for the store. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @Override
  public CompletionStage<Stored> of(String tool) {
    return breakers
        .saveNow(tool)
        .thenApply(StoredOrders::stored)
        .toCompletableFuture()
        .completeOnTimeout(
            Stored.waiting("the store has not answered within " + PATIENCE.toSeconds() + " s"),
            PATIENCE.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  private static Stored stored(Saved saved) {
    return switch (saved) {
      case Saved.OnDisk ignored -> new Stored.Yes();
      case Saved.InMemory waiting -> Stored.waiting(waiting.why());
      case Saved.Lost ignored ->
          new Stored.No("The order is in effect, and a restart forgets it: it could not be kept.");
    };
  }
}
