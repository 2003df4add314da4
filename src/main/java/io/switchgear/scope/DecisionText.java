package io.switchgear.scope;

import io.switchgear.scope.ScopeDecision.Denied;
import io.switchgear.scope.ScopeDecision.Malformed;

/** The sentences of decisions. */
final class DecisionText {

  private DecisionText() {}

  static Malformed malformed(String target, String reason) {
    String text = target == null ? "" : target;
    return new Malformed(
        Quoted.plain(text),
        Quoted.of(text) + ": " + reason + ". Allowed are " + Notation.ALLOWED + ".");
  }

  static Denied denied(String target, Refusal refusal) {
    return new Denied(
        Quoted.plain(target), refusal.rule(), Quoted.of(target) + ": " + refusal.reason() + ".");
  }

  static Denied resolvesOutside(String name, RangeSet address, Refusal refusal) {
    return new Denied(
        name,
        refusal.rule(),
        Quoted.of(name)
            + " resolves to "
            + address.summary()
            + ", which "
            + refusal.reason()
            + ". Every address of a name must be allowed.");
  }
}
