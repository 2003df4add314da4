package io.switchgear.scope;

/** The answer to "may these be scanned?". Each message is a sentence that a caller can act on. */
public sealed interface ScopeDecision {

  record Allowed(TargetSet targets) implements ScopeDecision {}

  /** Not target notation at all, or too many hosts. */
  record Malformed(String target, String message) implements ScopeDecision {}

  /**
   * @param target as the caller wrote it
   * @param rule the rule that decided, such as {@code deny 10.1.0.0/16} or {@code link-local}
   */
  record Denied(String target, String rule, String message) implements ScopeDecision {}
}
