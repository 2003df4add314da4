package io.switchgear.scope;

import io.switchgear.scope.BaseRules.Deny;
import io.switchgear.scope.CallRules.Coverage;
import io.switchgear.scope.CallRules.Piece;
import io.switchgear.scope.RulesInForce.Compiled;
import io.switchgear.scope.ScopeRule.Validity;
import io.switchgear.scope.SpecialBlocks.SpecialBlock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the reason why addresses are refused, the first that applies: a deny entry, ports, a rule
 * that is not valid now, a rule for another tool, a special block, no rule.
 *
 * @param allowed those of the addresses that the call may scan
 */
record RefusalReason(CallRules rules, Coverage coverage, RangeSet allowed) {

  private static final int BLOCKS_SHOWN = 4;

  Refusal of(RangeSet addresses) {
    return byOperator(addresses)
        .or(() -> byRule(addresses))
        .or(() -> byPorts(addresses))
        .or(() -> byTime(addresses))
        .or(() -> byTool(addresses))
        .orElseGet(() -> byNothing(addresses));
  }

  private Optional<Refusal> byOperator(RangeSet addresses) {
    return rules.inForce().base().denies().stream()
        .filter(deny -> deny.addresses().overlaps(addresses))
        .findFirst()
        .map(deny -> byOperator(deny, addresses));
  }

  private Refusal byOperator(Deny deny, RangeSet addresses) {
    return new Refusal(
        deny.label(),
        denied(deny.addresses(), addresses)
            + " the operator's deny rule "
            + deny.entry()
            + part(addresses),
        "remove or narrow the entry " + deny.entry() + " of switchgear.scope.deny");
  }

  private Optional<Refusal> byRule(RangeSet addresses) {
    return rules
        .firstDeny(addresses)
        .map(
            deny ->
                new Refusal(
                    rules.label(deny.rule()),
                    denied(deny.addresses(), addresses)
                        + " the rule "
                        + rules.cited(deny.rule())
                        + part(addresses)
                        + (deny.rule().ports().isAll() ? "" : otherPorts(deny.rule().ports())),
                    "remove or narrow the rule in "
                        + rules.place(deny.rule())
                        + "; no allow rule overrides it"));
  }

  private String otherPorts(PortSet denied) {
    PortSet both = rules.query().ports().and(denied);
    return "; leave out ports " + both + hints();
  }

  private Optional<Refusal> byPorts(RangeSet addresses) {
    return coverage.left().stream()
        .filter(piece -> !piece.may().isEmpty())
        .findFirst()
        .map(piece -> byPorts(piece, addresses));
  }

  private Refusal byPorts(Piece piece, RangeSet addresses) {
    PortSet may = piece.may();
    ScopeRule rule =
        rules.inForce().allows().stream()
            .filter(each -> !each.rule().ports().isAll())
            .filter(each -> each.addresses().overlaps(piece.addresses()))
            .findFirst()
            .orElseThrow()
            .rule();
    return new Refusal(
        rules.label(rule),
        (piece.addresses().contains(addresses)
                ? "may"
                : "holds " + piece.addresses().summary() + ", which may")
            + " be scanned only on ports "
            + may
            + " by the rule "
            + rules.cited(rule)
            + ", and not on "
            + piece.ports()
            + part(addresses)
            + "; ask for ports "
            + may
            + " only"
            + hints(),
        "a rule that allows ports " + piece.ports() + " too, or only ports " + may);
  }

  private String hints() {
    return rules.query().hints().stream().map("; "::concat).collect(Collectors.joining());
  }

  private Optional<Refusal> byTime(RangeSet addresses) {
    Instant now = rules.now();
    List<Compiled> lapsed = rules.inForce().lapsed().stream().filter(this::wouldHelp).toList();
    Optional<Compiled> expired =
        lapsed.stream()
            .filter(each -> each.rule().at(now) == Validity.EXPIRED)
            .max(Comparator.comparing(each -> each.rule().until().orElseThrow()));
    return expired
        .or(
            () ->
                lapsed.stream()
                    .min(Comparator.comparing(each -> each.rule().from().orElse(Instant.MIN))))
        .map(each -> LapsedRule.refusal(rules, each.rule(), "", part(addresses)));
  }

  private boolean wouldHelp(Compiled rule) {
    boolean anyPort = rules.query().ports().isEmpty() || rule.isAbout(rules.query().ports());
    return anyPort
        && coverage.left().stream().anyMatch(piece -> rule.addresses().overlaps(piece.addresses()));
  }

  private Optional<Refusal> byTool(RangeSet addresses) {
    return rules.inForce().otherTools().stream()
        .filter(this::wouldHelp)
        .findFirst()
        .map(
            each ->
                new Refusal(
                    rules.label(each.rule()),
                    "is allowed with "
                        + String.join(", ", each.rule().tools().stream().sorted().toList())
                        + " and not with "
                        + rules.query().tool()
                        + " by the rule "
                        + rules.cited(each.rule())
                        + part(addresses),
                    "a rule for the tool " + rules.query().tool() + ", or the tool of this one"));
  }

  private Refusal byNothing(RangeSet addresses) {
    RangeSet rest = addresses.minus(allowed);
    return SpecialBlocks.holdingAll(rest)
        .map(block -> special(block, addresses))
        .orElseGet(() -> outside(addresses));
  }

  private Refusal outside(RangeSet addresses) {
    boolean builtIn = rules.inForce().base().builtIn();
    boolean file = !rules.file().path().isEmpty();
    return new Refusal(
        "not allowed",
        "is not, or not wholly, in the allowed networks ("
            + (builtIn ? "loopback, private, and the operator's" : "the operator's")
            + ")"
            + part(addresses)
            + "; the operator can add more to scope.allow"
            + (file ? " or to the scope file" : ""),
        "an allow rule in the file of switchgear.scope.file, or an entry of"
            + " switchgear.scope.allow");
  }

  private Refusal special(SpecialBlock block, RangeSet addresses) {
    return new Refusal(
        block.name(),
        (block.addresses().contains(addresses) ? "lies in the " : "overlaps the ")
            + block.name()
            + (block.byEntry()
                ? " block, which is closed unless an entry of scope.allow inside that block names"
                    + " it"
                : " block, whose addresses stand for IPv4 ones; write the IPv4 address")
            + part(addresses),
        block.byEntry()
            ? "an allow rule, or an entry of switchgear.scope.allow, that lies inside of the block "
                + block.name()
            : "the IPv4 address instead; no rule opens these");
  }

  private static String denied(RangeSet rule, RangeSet addresses) {
    return rule.contains(addresses) ? "is denied by" : "overlaps";
  }

  private String part(RangeSet addresses) {
    List<String> blocks =
        addresses.and(allowed).blocks().limit(BLOCKS_SHOWN + 1L).map(RangeSet::text).toList();
    if (blocks.isEmpty()) {
      return "";
    }
    return blocks.stream()
        .limit(BLOCKS_SHOWN)
        .collect(
            Collectors.joining(
                ", ",
                "; allowed of it: ",
                blocks.size() > BLOCKS_SHOWN ? " and more; ask for these alone" : ""));
  }
}
