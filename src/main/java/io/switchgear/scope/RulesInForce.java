package io.switchgear.scope;

import io.switchgear.scope.ScopeRule.Effect;
import io.switchgear.scope.ScopeRule.Validity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rules for the calls of one principal with one tool, compiled for the time in which none of
 * them begins or ends.
 *
 * @param since the rules are these from here on
 * @param until the rules are others from here on
 * @param base the rules for all calls
 * @param open addresses that are allowed on all ports
 * @param limited addresses that are allowed on some ports
 * @param allows allow rules in force
 * @param denies deny rules in force
 * @param lapsed allow rules for this principal and tool that are not valid now
 * @param otherTools allow rules in force for this principal with other tools
 */
record RulesInForce(
    Instant since,
    Instant until,
    BaseRules base,
    RangeSet open,
    PortGrants limited,
    List<Compiled> allows,
    List<Compiled> denies,
    List<Compiled> lapsed,
    List<Compiled> otherTools) {

  /** A rule with its addresses and names. */
  record Compiled(ScopeRule rule, RangeSet addresses, List<String> suffixes) {

    static Compiled of(ScopeRule rule) {
      return new Compiled(rule, rule.addresses(), rule.suffixes());
    }

    boolean names(String lowerCaseName) {
      return suffixes.stream().anyMatch(suffix -> ScopeEntries.matches(suffix, lowerCaseName));
    }

    /** Whether it is about these ports; one about all ports also is about a call without ports. */
    boolean isAbout(PortSet ports) {
      return rule.ports().isAll() || rule.ports().overlaps(ports);
    }
  }

  /**
   * @param rules of the scope file that concern the principal
   */
  static RulesInForce of(BaseRules base, List<Compiled> rules, String tool, Instant now) {
    List<Compiled> own = rules.stream().filter(each -> each.rule().covers(tool)).toList();
    List<Compiled> denies = valid(own, Effect.DENY, now);
    List<Compiled> allows = valid(own, Effect.ALLOW, now);
    RangeSet closed =
        RangeSet.union(
            Stream.concat(
                    base.denies().stream().map(BaseRules.Deny::addresses),
                    denies.stream()
                        .filter(each -> each.rule().ports().isAll())
                        .map(Compiled::addresses))
                .toList());
    List<RangeSet> open = new ArrayList<>(List.of(base.open()));
    List<PortGrants.Group> limited = new ArrayList<>();
    for (Compiled allow : allows) {
      if (allow.rule().ports().isAll()) {
        open.add(allow.addresses());
      } else {
        limited.add(new PortGrants.Group(allow.rule().ports(), allow.addresses().minus(closed)));
      }
    }
    return new RulesInForce(
        changes(rules).filter(at -> !at.isAfter(now)).reduce(Instant.MIN, RulesInForce::later),
        changes(rules).filter(at -> at.isAfter(now)).reduce(Instant.MAX, RulesInForce::sooner),
        base,
        RangeSet.union(open).minus(closed),
        PortGrants.of(limited),
        allows,
        denies,
        own.stream()
            .filter(each -> each.rule().effect() == Effect.ALLOW)
            .filter(each -> each.rule().at(now) != Validity.IN_FORCE)
            .toList(),
        valid(
            rules.stream().filter(each -> !each.rule().covers(tool)).toList(), Effect.ALLOW, now));
  }

  private static List<Compiled> valid(List<Compiled> rules, Effect effect, Instant now) {
    return rules.stream()
        .filter(each -> each.rule().effect() == effect)
        .filter(each -> each.rule().at(now) == Validity.IN_FORCE)
        .toList();
  }

  private static Stream<Instant> changes(List<Compiled> rules) {
    return rules.stream()
        .flatMap(each -> Stream.concat(each.rule().from().stream(), each.rule().until().stream()));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant sooner(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  boolean holdsAt(Instant now) {
    return !now.isBefore(since) && now.isBefore(until);
  }
}
