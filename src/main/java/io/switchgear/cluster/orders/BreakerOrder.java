package io.switchgear.cluster.orders;

import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OperatorOrder.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An order that nodes obey. Its times are of the database's clock.
 *
 * @param sequence its place among all orders; {@link #UNWRITTEN} if it is not in the database
 * @param node the node that must obey; {@link #EVERY_NODE} for all
 * @param takenBy the node that took it from the operator
 * @param expires when a standing order ends; empty if it stands until lifted
 */
public record BreakerOrder(
    long sequence,
    String tool,
    String node,
    Action action,
    String operator,
    String reason,
    String takenBy,
    Instant issued,
    Optional<Instant> expires) {

  public static final String EVERY_NODE = "";

  static final long UNWRITTEN = -1;

  public BreakerOrder {
    Objects.requireNonNull(tool);
    Objects.requireNonNull(node);
    Objects.requireNonNull(action);
    Objects.requireNonNull(expires);
  }

  /** Whether it is done once. The others replace each other. */
  boolean once() {
    return !action.stands() && action != Action.AUTO;
  }

  boolean endedAt(Instant now) {
    return expires.filter(end -> !end.isAfter(now)).isPresent();
  }

  /** {@value OrderRequest#ALL}, or the name of the node. */
  public String scope() {
    return node.equals(EVERY_NODE) ? OrderRequest.ALL : node;
  }

  /**
   * The order for a breaker of this process.
   *
   * @param skew by which this node's clock is ahead of the database's
   */
  OperatorOrder local(Duration skew) {
    return new OperatorOrder(action, operator, reason, expires.map(end -> end.plus(skew)));
  }
}
