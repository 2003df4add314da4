package io.switchgear.scope;

import io.switchgear.scope.RulesInForce.Compiled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The rules for one call with its ports.
 *
 * @param file where the rules of {@code inForce} are from
 * @param now the time at which they are asked
 */
record CallRules(RulesInForce inForce, ScopeQuery query, ScopeFile file, Instant now) {

  /**
   * Addresses that the call may not scan, and its ports that no rule allows there.
   *
   * @param may the ports that rules allow there; empty if no rule is about them
   */
  record Piece(RangeSet addresses, PortSet ports, PortSet may) {}

  /**
   * @param covered addresses that are allowed on all ports of the call
   * @param left the others; separate
   */
  record Coverage(RangeSet covered, List<Piece> left) {}

  /** The same rules for a call that contacts nothing: for names that are only resolved. */
  CallRules withoutPorts() {
    return new CallRules(
        inForce, new ScopeQuery(query.principal(), query.tool(), PortSet.NONE), file, now);
  }

  /** The refusal of the addresses; empty if all are allowed. */
  Optional<Refusal> refuse(RangeSet addresses) {
    if (inForce.open().contains(addresses) && firstDeny(addresses).isEmpty()) {
      return Optional.empty();
    }
    Coverage coverage = coverage(addresses);
    RangeSet allowed = coverage.covered().minus(denied());
    return allowed.contains(addresses)
        ? Optional.empty()
        : Optional.of(new RefusalReason(this, coverage, allowed).of(addresses));
  }

  /** The refusal of a name; empty if it may be resolved. {@link #refuse} checks its addresses. */
  Optional<Refusal> refuseName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    Optional<Compiled> deny =
        inForce.denies().stream()
            .filter(rule -> rule.names(lower) && rule.isAbout(query.ports()))
            .findFirst();
    if (deny.isPresent()) {
      return Optional.of(new NameRefusal(this, lower).denied(deny.get().rule()));
    }
    boolean always =
        lower.equals(BaseRules.LOCALHOST)
            || inForce.base().suffixes().stream()
                .anyMatch(suffix -> ScopeEntries.matches(suffix, lower));
    if (always) {
      return Optional.empty();
    }
    List<Compiled> allows = inForce.allows().stream().filter(rule -> rule.names(lower)).toList();
    PortSet left = query.ports();
    for (Compiled allow : allows) {
      left = left.minus(allow.rule().ports());
    }
    return !allows.isEmpty() && left.isEmpty()
        ? Optional.empty()
        : Optional.of(new NameRefusal(this, lower).of(allows, left));
  }

  /** The first deny rule of the file about these addresses and the ports of the call. */
  Optional<Compiled> firstDeny(RangeSet addresses) {
    return inForce.denies().stream()
        .filter(rule -> rule.isAbout(query.ports()) && rule.addresses().overlaps(addresses))
        .findFirst();
  }

  private RangeSet denied() {
    return RangeSet.union(
        inForce.denies().stream()
            .filter(rule -> rule.isAbout(query.ports()))
            .map(Compiled::addresses)
            .toList());
  }

  private Coverage coverage(RangeSet addresses) {
    List<RangeSet> covered = new ArrayList<>(List.of(addresses.and(inForce.open())));
    RangeSet rest = addresses.minus(inForce.open());
    List<Piece> left = new ArrayList<>();
    for (PortGrants.Group group : inForce.limited().groups()) {
      if (group.addresses().overlaps(rest)) {
        RangeSet both = rest.and(group.addresses());
        PortSet ports = query.ports().minus(group.ports());
        if (ports.isEmpty()) {
          covered.add(both);
        } else {
          left.add(new Piece(both, ports, group.ports()));
        }
      }
    }
    RangeSet outside = rest.minus(inForce.limited().addresses());
    if (!outside.isEmpty()) {
      left.add(new Piece(outside, query.ports(), PortSet.NONE));
    }
    return new Coverage(RangeSet.union(covered), left);
  }

  /** A rule as a refusal cites it. */
  String cited(ScopeRule rule) {
    return "\"%s\" (%s:%d, %s%s%s)"
        .formatted(
            rule.text(),
            file.name(),
            rule.line(),
            rule.authority(),
            rule.from().map(at -> ", from " + at).orElse(""),
            rule.until().map(at -> ", until " + at).orElse(""));
  }

  /** Identifies a rule in a decision. */
  String label(ScopeRule rule) {
    return "%s (%s:%d)".formatted(rule.text(), file.name(), rule.line());
  }

  String place(ScopeRule rule) {
    return file.name() + ":" + rule.line();
  }
}
