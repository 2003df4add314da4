package io.switchgear.scope;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Decides about targets by one policy; immutable and safe for many threads. */
public final class Scope {

  /** Resolves by the system's resolver. */
  public Scope(ScopePolicy policy) {
    throw new UnsupportedOperationException();
  }

  /**
   * Checks targets. Address literals are decided at once on the calling thread; names are resolved
   * off it.
   *
   * @param targets as the caller wrote them, each one address, CIDR block, range or name
   * @param maxHosts how many addresses the set may hold
   */
  public CompletionStage<ScopeDecision> check(List<String> targets, long maxHosts) {
    throw new UnsupportedOperationException();
  }

  /** Whether the operator allows options that can disturb a target. */
  public boolean intrusiveAllowed() {
    throw new UnsupportedOperationException();
  }
}
