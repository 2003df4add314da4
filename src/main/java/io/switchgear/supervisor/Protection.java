package io.switchgear.supervisor;

import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.tool.Tool;
import java.util.Optional;

/**
 * What a supervisor goes by; may be exchanged while it runs.
 *
 * @param canary the self-test that a recovery begins with; there if the policy wants one
 */
record Protection(ProtectionPolicy policy, Optional<Work> canary) {

  /** Of a tool, which may have no self-test. */
  static Protection of(Tool tool, ProtectionPolicy policy) {
    Optional<Work> canary =
        policy.breaker().canary()
            ? tool.selfTest().map(plan -> Work.of(tool, plan))
            : Optional.empty();
    return new Protection(policy.with(policy.breaker().withCanary(canary.isPresent())), canary);
  }

  /** Of what has no self-test. */
  static Protection without(ProtectionPolicy policy) {
    return new Protection(policy.with(policy.breaker().withCanary(false)), Optional.empty());
  }
}
