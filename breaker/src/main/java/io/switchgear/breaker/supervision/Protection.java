package io.switchgear.breaker.supervision;

import io.switchgear.breaker.ProtectionPolicy;
import java.util.Optional;

/**
 * The rules of a supervisor. They can be replaced while it runs.
 *
 * @param policy its {@code canary} is switched off if there is none
 * @param canary the self-test that starts a recovery, if the policy wants one
 */
public record Protection<O>(ProtectionPolicy policy, Optional<GuardedWork<O>> canary) {

  public Protection {
    boolean starts = policy.breaker().canary() && canary.isPresent();
    policy = policy.with(policy.breaker().withCanary(starts));
  }

  /** Without a self-test. */
  public static <O> Protection<O> without(ProtectionPolicy policy) {
    return new Protection<>(policy, Optional.empty());
  }
}
