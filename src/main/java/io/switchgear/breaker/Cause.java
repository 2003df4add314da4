package io.switchgear.breaker;

import java.util.Locale;

/** Why a breaker is in the state it is in. */
public enum Cause {
  CREATED("it was created"),
  CONSECUTIVE_FAILURES("calls failed one after the other"),
  RECOVERY_DUE("its recovery time is over"),
  PROBE_FAILED("a probe failed"),
  PROBES_SUCCEEDED("the probes succeeded");

  private final String sentence;

  Cause(String sentence) {
    this.sentence = sentence;
  }

  /** As it stands on the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For people: completes "…, because". */
  public String sentence() {
    return sentence;
  }
}
