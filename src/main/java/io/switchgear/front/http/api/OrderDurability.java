package io.switchgear.front.http.api;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Whether the order in effect on a breaker survives a restart. */
@FunctionalInterface
public interface OrderDurability {

  /** For a server without a data folder. */
  OrderDurability NONE =
      tool ->
          CompletableFuture.completedFuture(
              new Stored.No("This server keeps no state: a restart forgets the order."));

  /**
   * Whether the newest order on a tool's breaker is stored.
   *
   * @return completes soon, even if the store does not respond
   */
  CompletionStage<Stored> of(String tool);

  /** Whether an order is stored. */
  sealed interface Stored {

    /**
     * It is in the store.
     *
     * @param note empty unless it takes effect later
     */
    record Yes(Optional<String> note) implements Stored {

      public Yes() {
        this(Optional.empty());
      }
    }

    /** It is in memory and will be written when the store responds. */
    record Pending(String sentence) implements Stored {}

    /** It is not stored. */
    record No(String sentence) implements Stored {}

    /**
     * It waits in memory.
     *
     * @param why the store did not take it
     */
    static Pending waiting(String why) {
      return new Pending(
          "The order is in effect, and is not in the store yet: "
              + why
              + ". It is kept in memory and written as soon as the store takes it; a restart before"
              + " that forgets it.");
    }
  }
}
