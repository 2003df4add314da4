package io.switchgear.breaker;

import java.util.Locale;

/** The cause of a breaker's state. */
public enum Cause {
  CREATED("it was created"),
  RESTORED("its state was restored after a restart"),
  CONSECUTIVE_FAILURES("calls failed one after the other"),
  FAILURE_RATE("the rate of failed calls reached its limit"),
  SLOW_CALL_RATE("the rate of slow calls reached its limit"),
  RECOVERY_DUE("its recovery time is over"),
  PROBE_FAILED("a probe failed"),
  PROBE_SLOW("a probe was slow, like the calls that opened it"),
  PROBES_SUCCEEDED("the probes succeeded"),
  PROBED_ELSEWHERE("a probe of another breaker succeeded"),
  OPERATOR("an operator ordered it"),
  ORDER_EXPIRED("the operator's order has expired");

  private final String sentence;

  Cause(String sentence) {
    this.sentence = sentence;
  }

  /** As it stands on the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Text that completes "…, because". */
  public String sentence() {
    return sentence;
  }
}
