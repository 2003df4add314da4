package io.switchgear.scope;

import io.switchgear.scope.Notation.Written;
import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.scope.ScopeDecision.Malformed;
import io.switchgear.tool.PinnedTargets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Checks the targets of a plan, which may come from a store or another node, by the current rules.
 */
final class PinnedCheck {

  private final CallRules rules;

  PinnedCheck(CallRules rules) {
    this.rules = rules;
  }

  /** Internal control flow of this class. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final transient ScopeDecision decision;

    Refused(ScopeDecision decision) {
      super(null, null, false, false);
      this.decision = decision;
    }
  }

  ScopeDecision admit(PinnedTargets pinned, long maxHosts) {
    try {
      return admitted(pinned, maxHosts);
    } catch (Refused refused) {
      return refused.decision;
    }
  }

  private ScopeDecision admitted(PinnedTargets pinned, long maxHosts) throws Refused {
    if (pinned.isEmpty()) {
      return new Malformed("", "The plan has no target left. Make the call again.");
    }
    RangeSet literals = literals(pinned.blocks());
    Map<String, RangeSet> named = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> each : pinned.names().entrySet()) {
      named.put(each.getKey(), named(each.getKey(), each.getValue()));
    }
    RangeSet excluded = parsed(pinned.excluded());
    TargetSet targets = TargetSet.of(literals, named, excluded, RangeSet.of(List.of()));
    return targets.hosts() <= maxHosts
        ? new Allowed(targets)
        : new Malformed(
            "",
            String.format(
                Locale.ROOT,
                "The plan has %,d addresses; at most %,d are allowed in one run. Split it.",
                targets.hosts(),
                maxHosts));
  }

  /**
   * The addresses of a plan; no rule is asked.
   *
   * @throws IllegalArgumentException if one is none
   */
  static RangeSet ranges(List<String> blocks) {
    try {
      return parsed(blocks);
    } catch (Refused refused) {
      throw new IllegalArgumentException("a target of the plan is not an address", refused);
    }
  }

  private RangeSet literals(List<String> blocks) throws Refused {
    RangeSet literals = parsed(blocks);
    if (rules.refuse(literals).isPresent()) {
      for (String block : blocks) {
        Optional<Refusal> refusal = rules.refuse(parsed(List.of(block)));
        if (refusal.isPresent()) {
          throw new Refused(DecisionText.denied(block, refusal.get()));
        }
      }
    }
    return literals;
  }

  private RangeSet named(String name, List<String> addresses) throws Refused {
    String fault = Notation.nameFault(name);
    if (fault != null) {
      throw new Refused(new Malformed(Quoted.plain(name), Quoted.of(name) + ": " + fault + "."));
    }
    Optional<Refusal> refusedName = rules.refuseName(name);
    if (refusedName.isPresent()) {
      throw new Refused(DecisionText.denied(name, refusedName.get()));
    }
    List<RangeSet> all = new ArrayList<>();
    for (String text : addresses) {
      RangeSet address = parsed(List.of(text));
      if (!address.isSingle()) {
        throw new Refused(notAnAddress(text));
      }
      Optional<Refusal> refusal = rules.refuse(address);
      if (refusal.isPresent()) {
        throw new Refused(DecisionText.resolvesOutside(name, address, refusal.get()));
      }
      all.add(address);
    }
    return RangeSet.union(all);
  }

  private static RangeSet parsed(List<String> blocks) throws Refused {
    List<RangeSet> all = new ArrayList<>(blocks.size());
    for (String text : blocks) {
      if (!(Notation.read(text) instanceof Written.Block block)) {
        throw new Refused(notAnAddress(text));
      }
      all.add(block.addresses());
    }
    return RangeSet.union(all);
  }

  private static Malformed notAnAddress(String text) {
    return new Malformed(
        Quoted.plain(text),
        Quoted.of(text) + " in the plan is not an address. Make the call again.");
  }
}
