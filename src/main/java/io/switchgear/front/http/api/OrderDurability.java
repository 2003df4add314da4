package io.switchgear.front.http.api;

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

    /** It is in the store. */
    record Yes() implements Stored {}

    /** It is in memory and will be written when the store responds. */
    record Pending(String sentence) implements Stored {}

    /** It is not stored. */
    record No(String sentence) implements Stored {}
  }
}
