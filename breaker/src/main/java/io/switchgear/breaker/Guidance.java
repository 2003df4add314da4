package io.switchgear.breaker;

/**
 * What an authority that knows more than one breaker asks of a breaker, for instance because it
 * sees other breakers of the same resource. Guidance decides about calls only. The breaker's own
 * state goes on below it: it counts the calls that ran, opens, recovers and probes.
 *
 * <p>Operators' orders come first: while a state is an operator's, guidance is not followed.
 * Guidance is not stored; a restored breaker has none.
 */
public sealed interface Guidance {

  /** The breaker's own state decides. */
  enum None implements Guidance {
    NONE
  }

  /** Admit calls as if the breaker were closed, and count them. */
  enum Admit implements Guidance {
    ADMIT
  }

  /**
   * Refuse every call, and send no self-test.
   *
   * @param why text that completes "is open because …"
   * @param retryAt when another try makes sense, on the breaker's monotonic clock, in nanoseconds;
   *     calls are refused afterwards as well, until there is other guidance
   */
  record Refuse(String why, long retryAt) implements Guidance {}
}
