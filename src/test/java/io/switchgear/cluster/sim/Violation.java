package io.switchgear.cluster.sim;

/** A rule was broken. */
public final class Violation extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String rule;

  /**
   * @param rule that was broken, always in the same words
   * @param what happened
   */
  public Violation(String rule, String what) {
    super(rule + ": " + what, null, false, false);
    this.rule = rule;
  }

  String rule() {
    return rule;
  }
}
