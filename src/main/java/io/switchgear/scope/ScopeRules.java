package io.switchgear.scope;

import io.switchgear.scope.RulesInForce.Compiled;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A compiled policy. What no rule allows is refused. */
final class ScopeRules {

  private final BaseRules base;
  private final ScopeFile file;
  private final List<Compiled> rules;
  private final Set<String> principals;
  private final Set<String> tools;
  private final Clock clock;
  private final ConcurrentHashMap<Group, RulesInForce> inForce = new ConcurrentHashMap<>();

  /**
   * Calls for which the same rules hold. Principals and tools that no rule names are all {@code *},
   * so that the number of groups is bounded by the file.
   */
  private record Group(String principal, String tool) {}

  /**
   * @throws ScopePolicyException if an entry is not in target notation; the message names it
   */
  ScopeRules(ScopePolicy policy, Clock clock) {
    this.base = BaseRules.of(policy);
    this.file = policy.file();
    this.rules = file.rules().stream().map(Compiled::of).toList();
    this.principals = named(ScopeRule::principals);
    this.tools = named(ScopeRule::tools);
    this.clock = clock;
  }

  private Set<String> named(Function<ScopeRule, Set<String>> names) {
    return file.rules().stream()
        .map(names)
        .flatMap(Collection::stream)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The rules for a call, as they are now. */
  CallRules forCall(ScopeQuery query) {
    Group group =
        new Group(
            principals.contains(query.principal()) ? query.principal() : ScopeRule.ANY,
            tools.contains(query.tool()) ? query.tool() : ScopeRule.ANY);
    RulesInForce known = inForce.get(group);
    Instant now = clock.instant();
    if (known == null || !known.holdsAt(now)) {
      known = RulesInForce.of(base, concerning(group.principal()), group.tool(), now);
      inForce.put(group, known);
    }
    return new CallRules(known, query, file, now);
  }

  private List<Compiled> concerning(String principal) {
    return rules.stream().filter(each -> each.rule().concerns(principal)).toList();
  }

  BaseRules base() {
    return base;
  }

  List<Compiled> rules() {
    return rules;
  }

  ScopeFile file() {
    return file;
  }

  Instant now() {
    return clock.instant();
  }
}
