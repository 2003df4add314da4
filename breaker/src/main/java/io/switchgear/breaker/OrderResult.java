package io.switchgear.breaker;

/** What happened to an operator's order. */
public sealed interface OrderResult {

  /**
   * The order is in effect.
   *
   * @param breaker after the order
   */
  record Applied(BreakerSnapshot breaker) implements OrderResult {}

  /**
   * The order was refused.
   *
   * @param message why, and what to do
   */
  record Refused(String message) implements OrderResult {}
}
