package io.switchgear.cluster.orders;

import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.tool.UntrustedText;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An order as an operator gives it.
 *
 * @param nodes {@value #ALL}, or the name of a node; empty for the default
 * @param operator who; 1 to 100 characters
 * @param reason why; 1 to 500 characters
 * @param lasting after which a standing order ends; 1 s to 365 days
 */
public record OrderRequest(
    String tool,
    Optional<String> nodes,
    Action action,
    String operator,
    String reason,
    Optional<Duration> lasting) {

  /** The scope of an order for all nodes. */
  public static final String ALL = "all";

  /**
   * @throws IllegalArgumentException if a value is out of its range, or if an action that is done
   *     once is to last
   */
  public OrderRequest {
    Objects.requireNonNull(tool);
    Objects.requireNonNull(nodes);
    operator = UntrustedText.line(operator);
    reason = UntrustedText.line(reason);
    OperatorOrder.given(action, operator, reason, lasting, Instant.EPOCH);
  }

  /** Whether it is done once and leaves nothing that must be remembered. */
  boolean once() {
    return !action.stands() && action != Action.AUTO;
  }
}
