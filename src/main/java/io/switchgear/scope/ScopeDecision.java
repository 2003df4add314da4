package io.switchgear.scope;

/** Whether targets may be scanned. Each message is a sentence that a caller can act on. */
public sealed interface ScopeDecision {

  record Allowed(TargetSet targets) implements ScopeDecision {}

  /**
   * A target is invalid or does not resolve, or there are too many targets or hosts.
   *
   * @param target the target as the caller wrote it, with escapes for other than printable ASCII,
   *     cut at 80 characters; empty if the number of targets is wrong
   */
  record Malformed(String target, String message) implements ScopeDecision {}

  /**
   * @param target the target as the caller wrote it, cut at 80 characters
   * @param rule the rule that refused it, such as {@code deny 10.1.0.0/16} or {@code link-local}
   */
  record Denied(String target, String rule, String message) implements ScopeDecision {}
}
