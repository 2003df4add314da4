package io.switchgear.supervisor;

import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.tool.Tool;
import io.switchgear.tool.Work;
import java.util.Optional;

/**
 * What a supervisor goes by; may be exchanged while it runs.
 *
 * @param canary the self-test that a recovery begins with; there if the policy wants one
 */
record Rules(ProtectionPolicy policy, Optional<Work> canary) {

  /** Of a tool, which may have no self-test. */
  static Rules of(Tool tool, ProtectionPolicy policy) {
    Optional<Work> canary = policy.breaker().canary() ? tool.selfTest() : Optional.empty();
    return new Rules(policy.with(policy.breaker().withCanary(canary.isPresent())), canary);
  }

  /** Of what has no self-test. */
  static Rules without(ProtectionPolicy policy) {
    return new Rules(policy.with(policy.breaker().withCanary(false)), Optional.empty());
  }
}
