package io.switchgear.cluster.orders;

import io.switchgear.breaker.OrderResult;

/** Told of each order from the database that a breaker of this node was given. Must not block. */
@FunctionalInterface
public interface OrderListener {

  OrderListener NONE = (order, result) -> {};

  void obeyed(BreakerOrder order, OrderResult result);
}
