package io.switchgear.scope;

import io.switchgear.scope.RulesInForce.Compiled;
import io.switchgear.scope.RulesInForce.PortGrant;
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

  /** Addresses, and ports of the call that no rule allows on them; at least one of each. */
  record Piece(RangeSet addresses, PortSet ports) {}

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
    List<Piece> left = rest.isEmpty() ? List.of() : List.of(new Piece(rest, query.ports()));
    for (PortGrant grant : inForce.limited()) {
      List<Piece> next = new ArrayList<>();
      for (Piece piece : left) {
        RangeSet both = piece.addresses().and(grant.addresses());
        if (both.isEmpty()) {
          next.add(piece);
          continue;
        }
        RangeSet others = piece.addresses().minus(grant.addresses());
        if (!others.isEmpty()) {
          next.add(new Piece(others, piece.ports()));
        }
        PortSet ports = piece.ports().minus(grant.ports());
        if (ports.isEmpty()) {
          covered.add(both);
        } else {
          next.add(new Piece(both, ports));
        }
      }
      left = next;
    }
    return new Coverage(RangeSet.union(covered), left);
  }

  /** The ports on which rules allow all of these addresses, which are all in the same rules. */
  PortSet portsOf(RangeSet addresses) {
    PortSet ports = PortSet.NONE;
    for (PortGrant grant : inForce.limited()) {
      if (grant.addresses().overlaps(addresses)) {
        ports = ports.plus(grant.ports());
      }
    }
    return ports;
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
