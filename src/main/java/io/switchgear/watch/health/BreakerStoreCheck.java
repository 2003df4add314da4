package io.switchgear.watch.health;

import io.switchgear.store.Store;
import io.switchgear.store.WriteBehind;
import io.switchgear.supervisor.BreakerPersistence;
import io.switchgear.watch.health.HealthCheck.Finding;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether the breakers' present states would survive a restart. */
public final class BreakerStoreCheck {

  private BreakerStoreCheck() {}

  /** Blocks while it tries to write to the store again. */
  public static Finding finding(BreakerPersistence breakers) {
    return finding(breakers, List.of());
  }

  /**
   * As {@link #finding(BreakerPersistence)}.
   *
   * @param orders the tools whose standing order waits to be written
   */
  public static Finding finding(BreakerPersistence breakers, List<String> orders) {
    Optional<Store.Trouble> ofStore = breakers.trouble();
    WriteBehind.Condition condition = breakers.condition();
    Optional<String> trouble = ofStore.map(BreakerStoreCheck::text).or(condition::trouble);
    if (trouble.isPresent()) {
      return Finding.unhealthy(
          "The store cannot be used ("
              + trouble.get()
              + "). Calls are not affected. "
              + waiting(condition, orders)
              + " The store recovers by itself.");
    }
    return Finding.healthy(
        condition.saved() && orders.isEmpty()
            ? "All breaker states are saved."
            : "Breaker states are being saved.");
  }

  private static String text(Store.Trouble trouble) {
    return "since " + trouble.since().truncatedTo(ChronoUnit.SECONDS) + ": " + trouble.message();
  }

  private static String waiting(WriteBehind.Condition condition, List<String> orders) {
    Set<String> waiting = new TreeSet<>(condition.pending());
    waiting.addAll(orders);
    return waiting.isEmpty()
        ? "No breaker state waits to be written."
        : "A restart would lose the newest state of "
            + String.join(", ", waiting)
            + ", which waits to be written.";
  }
}
