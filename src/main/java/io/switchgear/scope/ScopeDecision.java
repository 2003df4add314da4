package io.switchgear.scope;

/** The answer to "may these be scanned?". Each message is a sentence that a caller can act on. */
public sealed interface ScopeDecision {

  record Allowed(TargetSet targets) implements ScopeDecision {}

  /**
   * Not target notation, a name that does not resolve, too many targets or too many hosts.
   *
   * @param target as the caller wrote it, what is not printable ASCII escaped, cut at 80
   *     characters; empty when it is their number that is wrong
   */
  record Malformed(String target, String message) implements ScopeDecision {}

  /**
   * @param target as the caller wrote it, cut at 80 characters
   * @param rule the rule that decided, such as {@code deny 10.1.0.0/16} or {@code link-local}
   */
  record Denied(String target, String rule, String message) implements ScopeDecision {}
}
