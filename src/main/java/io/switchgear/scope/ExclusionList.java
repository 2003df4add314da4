package io.switchgear.scope;

/** The addresses that a list of exclusions stands for. */
public sealed interface ExclusionList {

  record Known(RangeSet addresses) implements ExclusionList {}

  /**
   * @param decision never {@link ScopeDecision.Allowed}
   */
  record Refused(ScopeDecision decision) implements ExclusionList {}
}
