package io.switchgear.front.http.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Whether an order that is in effect would be known after a restart. */
@FunctionalInterface
public interface OrderDurability {

  /** For a server that keeps nothing. */
  OrderDurability NONE =
      tool ->
          CompletableFuture.completedFuture(
              new Stored.No("This server keeps no state: a restart forgets the order."));

  /**
   * How it stands with the newest order on a tool's breaker.
   *
   * @return completes soon, whatever the disk does
   */
  CompletionStage<Stored> of(String tool);

  /** How an order is kept. */
  sealed interface Stored {

    /** It is on the disk. */
    record Yes() implements Stored {}

    /**
     * It is in memory, and is written when the disk lets it be.
     *
     * @param sentence for the operator
     */
    record Pending(String sentence) implements Stored {}

    /**
     * It is not kept.
     *
     * @param sentence for the operator
     */
    record No(String sentence) implements Stored {}
  }
}
