package io.switchgear.watch.health;

import io.switchgear.store.Store;
import io.switchgear.store.WriteBehind;
import io.switchgear.supervisor.BreakerPersistence;
import io.switchgear.watch.health.HealthCheck.Finding;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Whether the breakers' present states would survive a restart. */
public final class BreakerStoreCheck {

  private BreakerStoreCheck() {}

  /** Blocks while it tries to write to the store again. */
  public static Finding finding(BreakerPersistence breakers) {
    Optional<Store.Trouble> ofStore = breakers.trouble();
    WriteBehind.Condition condition = breakers.condition();
    Optional<String> trouble = ofStore.map(BreakerStoreCheck::text).or(condition::trouble);
    if (trouble.isPresent()) {
      return Finding.unhealthy(
          "The store cannot be used ("
              + trouble.get()
              + "). Calls are not affected. "
              + waiting(condition)
              + " The store recovers by itself.");
    }
    return Finding.healthy(
        condition.saved() ? "All breaker states are saved." : "Breaker states are being saved.");
  }

  private static String text(Store.Trouble trouble) {
    return "since " + trouble.since().truncatedTo(ChronoUnit.SECONDS) + ": " + trouble.message();
  }

  private static String waiting(WriteBehind.Condition condition) {
    return condition.pending().isEmpty()
        ? "No breaker state waits to be written."
        : "A restart would lose the newest state of "
            + String.join(", ", condition.pending())
            + ", which waits to be written.";
  }
}
