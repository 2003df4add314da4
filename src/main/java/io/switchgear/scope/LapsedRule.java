package io.switchgear.scope;

import io.switchgear.scope.ScopeRule.Validity;
import java.time.Instant;

/** The refusal by a rule that would allow a target at another time. */
final class LapsedRule {

  private LapsedRule() {}

  /**
   * @param subject what the reason begins with; empty for an address
   * @param part what the call may scan of the target; may be empty
   */
  static Refusal refusal(CallRules rules, ScopeRule rule, String subject, String part) {
    return rule.at(rules.now()) == Validity.EXPIRED
        ? new Refusal(
            rules.label(rule),
            subject
                + "was allowed until "
                + rule.until().map(Instant::toString).orElse("")
                + " by the rule "
                + rules.cited(rule)
                + ", which has expired and allows nothing now"
                + part
                + "; a new authorisation is needed, which the operator adds to the scope file",
            "a new authorisation by "
                + rule.authoriser()
                + ", and with it a later until in "
                + rules.place(rule))
        : new Refusal(
            rules.label(rule),
            subject
                + "is not allowed before "
                + rule.from().map(Instant::toString).orElse("")
                + " by the rule "
                + rules.cited(rule)
                + ", which is not yet valid and allows nothing now"
                + part
                + "; call again then",
            "time until "
                + rule.from().map(Instant::toString).orElse("")
                + "; or an authorisation for earlier, and with it an earlier from in "
                + rules.place(rule));
  }
}
