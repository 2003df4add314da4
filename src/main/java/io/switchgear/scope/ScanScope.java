package io.switchgear.scope;

import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.tool.PinnedTargets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Decides by a policy which targets may be scanned, by whom, with which tool, on which ports and
 * when. Thread-safe.
 *
 * <p>The checks are, in order: the number of targets; for each target its notation, and the rules
 * for an address or for a name; the number of addresses. Then names are resolved, each once, and
 * the rules and the number of addresses are checked again.
 */
public final class ScanScope {

  /** Maximum number of targets in one check. */
  static final int MAX_TARGETS = 1024;

  private final ScopePolicy policy;
  private final ScopeRules rules;
  private final Lookups lookups;

  /**
   * Validates a policy.
   *
   * @throws IllegalArgumentException if an entry is invalid; the message names it and what is
   *     allowed
   */
  public static void requireReadable(ScopePolicy policy) {
    new ScopeRules(policy, Clock.systemUTC());
  }

  /**
   * A scope that uses the system's resolver and clock.
   *
   * @throws IllegalArgumentException if an entry of the policy is invalid; the message names it and
   *     what is allowed
   */
  public ScanScope(ScopePolicy policy) {
    this(policy, Clock.systemUTC());
  }

  /**
   * A scope that uses the system's resolver.
   *
   * @param clock the wall clock by which rules begin and end
   * @throws IllegalArgumentException if an entry of the policy is invalid; the message names it and
   *     what is allowed
   */
  public ScanScope(ScopePolicy policy, Clock clock) {
    this(policy, new Lookups(), clock);
  }

  ScanScope(ScopePolicy policy, Lookups lookups, Clock clock) {
    this.policy = policy;
    this.rules = new ScopeRules(policy, clock);
    this.lookups = lookups;
  }

  /**
   * Checks targets. Address literals are checked on the calling thread. Names are resolved
   * asynchronously, within five seconds for each list, and the stage then completes on another
   * thread.
   *
   * @param targets 1 to 1024 targets as the caller wrote them: addresses, CIDR blocks, ranges or
   *     names
   * @param exclude up to 1024 exclusions in the same notation; they are removed after names are
   *     resolved and before the rules apply
   * @param maxHosts maximum number of addresses; at least 1
   * @throws IllegalArgumentException if {@code maxHosts} is less than 1
   */
  public CompletionStage<ScopeDecision> check(
      ScopeQuery query, List<String> targets, List<String> exclude, long maxHosts) {
    return new TargetCheck(rules.forCall(query), lookups).check(targets, exclude, maxHosts);
  }

  /**
   * Performs the checks of {@link #check} that need no DNS lookup, on the calling thread.
   *
   * @return never {@link Allowed}; empty if these checks pass
   */
  public Optional<ScopeDecision> checkLiterals(
      ScopeQuery query, List<String> targets, List<String> exclude, long maxHosts) {
    return new TargetCheck(rules.forCall(query), lookups).checkLiterals(targets, exclude, maxHosts);
  }

  /**
   * Judges the targets of a plan that was stored: by the rules in force now, and each name resolved
   * again. An address that its name no longer has is dropped; an address that the name has now and
   * did not have then is not added, because nobody planned it or agreed to it. A name that does not
   * resolve, or that has none of its addresses left while nothing else is left, is refused.
   *
   * @param pinned from anywhere: nothing in it is trusted
   * @param maxHosts how many addresses may be left; at least 1
   */
  public CompletionStage<Recheck> recheck(ScopeQuery query, PinnedTargets pinned, long maxHosts) {
    return new PinnedRecheck(new PinnedCheck(rules.forCall(query)), lookups)
        .recheck(pinned, maxHosts);
  }

  /**
   * Reads exclusions of a job, which may be in scope or not. Names are resolved as in {@link
   * #check}.
   *
   * @param query whose ports do not matter
   * @param exclude up to 1024 texts in target notation
   */
  public CompletionStage<ExclusionList> exclusions(ScopeQuery query, List<String> exclude) {
    return new Exclusions(rules.forCall(query).withoutPorts(), lookups).list(exclude);
  }

  /**
   * Checks the targets of a plan by the current rules without DNS lookups. Only this method and
   * {@link #check} create a {@link TargetSet}, so every set contains only allowed addresses.
   *
   * @param pinned untrusted targets, such as those of a stored plan
   * @param maxHosts maximum number of addresses; at least 1
   */
  public ScopeDecision admit(ScopeQuery query, PinnedTargets pinned, long maxHosts) {
    return new PinnedCheck(rules.forCall(query)).admit(pinned, maxHosts);
  }

  /** What a principal may scan now, with the rules for it and no others. */
  public ScopeSummary summary(String principal) {
    return ScopeSummary.of(rules, policy, principal);
  }

  /**
   * Explains the decision about one target now, with all rules about it. A name is resolved as in
   * {@link #check}.
   *
   * @throws IllegalArgumentException if the target cannot be read; the message says what is allowed
   */
  public CompletionStage<ScopeExplanation> explain(ScopeQuery query, String target) {
    return new Explainer(rules, policy, lookups, query, target).explain();
  }

  /** Whether the operator allows options that can disrupt a target. */
  public boolean intrusiveAllowed() {
    return policy.intrusive();
  }

  /** Whether a scanner's scripts may run without a network fence. */
  public boolean unfencedScriptsAllowed() {
    return policy.unfencedScripts();
  }
}
