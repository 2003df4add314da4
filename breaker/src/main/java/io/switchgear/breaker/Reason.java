package io.switchgear.breaker;

import java.util.Objects;
import java.util.Optional;

/**
 * Why a breaker is in its state.
 *
 * @param order the operator's, if it was one
 */
public record Reason(Cause cause, Optional<OperatorOrder> order) {

  public Reason {
    Objects.requireNonNull(cause);
    Objects.requireNonNull(order);
  }

  static Reason of(Cause cause) {
    return new Reason(cause, Optional.empty());
  }

  static Reason of(OperatorOrder order) {
    return new Reason(Cause.OPERATOR, Optional.of(order));
  }

  /**
   * Whether an operator's order made the state; one that lifts an order leaves it to the breaker.
   */
  boolean ordered() {
    return order.isPresent() && order.get().action() != OperatorOrder.Action.AUTO;
  }

  /** Text that completes "…, because". */
  public String sentence() {
    return order
        .map(
            given ->
                "%s ordered %s: %s"
                    .formatted(given.operator(), given.action().wire(), given.reason()))
        .orElse(cause.sentence());
  }

  /** The value on the wire: the cause, or {@code operator_} and the ordered action. */
  public String wire() {
    return order
        .map(given -> cause.wire() + "_" + given.action().wire().replace('-', '_'))
        .orElse(cause.wire());
  }
}
