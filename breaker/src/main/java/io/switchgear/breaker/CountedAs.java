package io.switchgear.breaker;

/** How a call that ended counts. Each call is counted as exactly one of these. */
public enum CountedAs {
  /** The protected resource works. Ends a series of failures. */
  SUCCESS,
  /** The protected resource is at fault. Too many of these open the breaker. */
  FAILURE,
  /** The call failed, but not because of the protected resource. The breaker does not count it. */
  IGNORED,
  /** The call was not admitted. The breaker does not count it. */
  REJECTED,
  /** The caller or a shutdown ended the call. The breaker does not count it. */
  CANCELLED
}
