package io.switchgear.scope;

import io.switchgear.scope.RulesInForce.Compiled;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the reason why a name may not be resolved.
 *
 * @param name in lower case
 */
record NameRefusal(CallRules rules, String name) {

  private static final int NAMES_SHOWN = 8;

  Refusal denied(ScopeRule rule) {
    return new Refusal(
        rules.label(rule),
        "is a name that is denied by the rule " + rules.cited(rule),
        "remove or narrow the rule in " + rules.place(rule) + "; no allow rule overrides it");
  }

  /**
   * @param allows rules in force that allow the name on some ports
   * @param left ports of the call that they do not allow
   */
  Refusal of(List<Compiled> allows, PortSet left) {
    return allows.isEmpty()
        ? lapsed().or(this::otherTool).orElseGet(this::notAllowed)
        : byPorts(allows, left);
  }

  private Refusal byPorts(List<Compiled> allows, PortSet left) {
    ScopeRule rule = allows.getFirst().rule();
    PortSet may =
        allows.stream().map(each -> each.rule().ports()).reduce(PortSet.NONE, PortSet::plus);
    return new Refusal(
        rules.label(rule),
        "may be scanned only on ports "
            + may
            + " by the rule "
            + rules.cited(rule)
            + ", and not on "
            + left
            + "; ask for ports "
            + may
            + " only"
            + rules.query().hints().stream().map("; "::concat).collect(Collectors.joining()),
        "a rule that allows ports " + left + " too, or only ports " + may);
  }

  private Optional<Refusal> lapsed() {
    return rules.inForce().lapsed().stream()
        .filter(each -> each.names(name))
        .findFirst()
        .map(each -> LapsedRule.refusal(rules, each.rule(), "is a name that ", ""));
  }

  private Optional<Refusal> otherTool() {
    return rules.inForce().otherTools().stream()
        .filter(each -> each.names(name))
        .findFirst()
        .map(
            each ->
                new Refusal(
                    rules.label(each.rule()),
                    "is a name that is allowed with "
                        + String.join(", ", each.rule().tools().stream().sorted().toList())
                        + " and not with "
                        + rules.query().tool()
                        + " by the rule "
                        + rules.cited(each.rule()),
                    "a rule for the tool " + rules.query().tool() + ", or the tool of this one"));
  }

  private Refusal notAllowed() {
    List<String> suffixes =
        Stream.concat(
                rules.inForce().base().suffixes().stream(),
                rules.inForce().allows().stream().flatMap(each -> each.suffixes().stream()))
            .distinct()
            .toList();
    String allowed =
        suffixes.isEmpty()
            ? BaseRules.LOCALHOST
            : BaseRules.LOCALHOST
                + " and names under "
                + String.join(", ", suffixes.subList(0, Math.min(NAMES_SHOWN, suffixes.size())))
                + (suffixes.size() > NAMES_SHOWN ? " and more" : "");
    return new Refusal(
        "name not allowed",
        "is a name that may not be resolved; allowed are "
            + allowed
            + "; give an address, or have the operator add a suffix to scope.allow-names",
        "a rule with this name in the file of switchgear.scope.file, or a suffix in"
            + " switchgear.scope.allow-names");
  }
}
