package io.switchgear.cluster.orders;

import io.switchgear.breaker.OrderResult;
import io.switchgear.supervisor.SupervisedTools;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Takes operators' orders to breakers. Safe for use by many threads. */
@FunctionalInterface
public interface OrderDesk {

  /**
   * Gives an order.
   *
   * @return fails if a breaker of this node does not answer within some seconds
   * @throws IllegalArgumentException if there is no such tool or node
   */
  CompletionStage<OrderAnswer> give(OrderRequest order);

  /** What became of an order. */
  sealed interface OrderAnswer {

    /**
     * The order is given.
     *
     * @param nodes {@value OrderRequest#ALL}, or the name of the node
     */
    record Given(String nodes, Durability durability) implements OrderAnswer {}

    /**
     * The order is not done anywhere.
     *
     * @param message why, and what to do
     */
    record Refused(String message) implements OrderAnswer {}

    /**
     * The order was not acknowledged by the database, and this node does not obey it.
     *
     * @param message why, and what to do
     */
    record Unavailable(String message) implements OrderAnswer {}
  }

  /** Where an order is kept. */
  sealed interface Durability {

    /** It is done. What it changed is part of the breaker's state. */
    record Done() implements Durability {}

    /**
     * It is in the database.
     *
     * @param note empty unless this node obeys it later
     */
    record Committed(Optional<String> note) implements Durability {}

    /**
     * It is in effect on this node only, and waits for the database.
     *
     * @param why the database did not take it
     */
    record Waiting(String why) implements Durability {}
  }

  /** For a process that stores no orders. */
  static OrderDesk local(SupervisedTools tools) {
    return order -> {
      order
          .nodes()
          .filter(nodes -> !nodes.equals(OrderRequest.ALL))
          .ifPresent(
              nodes -> {
                throw new IllegalArgumentException(
                    "nodes = %s: this server is no part of a cluster; leave it out, or give '%s'"
                        .formatted(nodes, OrderRequest.ALL));
              });
      return tools
          .operate(order.tool(), order.action(), order.operator(), order.reason(), order.lasting())
          .thenApply(result -> of(result, OrderRequest.ALL, new Durability.Done()));
    };
  }

  /** The answer to an order that a breaker of this process was given. */
  static OrderAnswer of(OrderResult result, String nodes, Durability durability) {
    return switch (result) {
      case OrderResult.Applied ignored -> new OrderAnswer.Given(nodes, durability);
      case OrderResult.Refused refused -> new OrderAnswer.Refused(refused.message());
    };
  }
}
