package io.switchgear.supervisor;

/** What became of an operator's order. */
public sealed interface Operated {

  /**
   * @param breaker as it is now
   */
  record Done(BreakerSnapshot breaker) implements Operated {}

  /**
   * @param message why not, and what to do
   */
  record Refused(String message) implements Operated {}
}
