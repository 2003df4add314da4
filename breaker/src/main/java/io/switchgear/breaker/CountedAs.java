package io.switchgear.breaker;

/** How a call that ended counts. Each call is counted as exactly one of these. */
public enum CountedAs {
  /** What is protected works. Ends a series of failures. */
  SUCCESS,
  /** What is protected is at fault. The breaker opens when there are too many of these. */
  FAILURE,
  /** The call failed, but not because of what is protected. The breaker does not count it. */
  IGNORED,
  /** The call was not admitted. The breaker does not count it. */
  REJECTED,
  /** The caller or a shutdown ended the call. The breaker does not count it. */
  CANCELLED
}
