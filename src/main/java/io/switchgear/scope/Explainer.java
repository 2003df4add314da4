package io.switchgear.scope;

import io.switchgear.scope.Lookups.Answer;
import io.switchgear.scope.Notation.Written;
import io.switchgear.scope.RulesInForce.Compiled;
import io.switchgear.scope.ScopeExplanation.Line;
import io.switchgear.scope.ScopeRule.Effect;
import io.switchgear.scope.ScopeRule.Validity;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Explains a decision about one target. */
final class Explainer {

  private static final String BUILT_IN = "built-in";

  private final ScopeRules all;
  private final ScopePolicy policy;
  private final Lookups lookups;
  private final CallRules rules;
  private final String target;

  Explainer(ScopeRules all, ScopePolicy policy, Lookups lookups, ScopeQuery query, String target) {
    this.all = all;
    this.policy = policy;
    this.lookups = lookups;
    this.rules = all.forCall(query);
    this.target = target;
  }

  /**
   * @throws IllegalArgumentException if the target cannot be read
   */
  CompletionStage<ScopeExplanation> explain() {
    return switch (Notation.read(target)) {
      case Written.Unreadable unreadable ->
          throw new IllegalArgumentException(
              DecisionText.malformed(target, unreadable.reason()).message());
      case Written.Block block ->
          CompletableFuture.completedFuture(
              explained(block.addresses(), "", rules.refuse(block.addresses()), ""));
      case Written.Name name -> explained(name.name());
    };
  }

  private CompletionStage<ScopeExplanation> explained(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    Optional<Refusal> refusal = rules.refuseName(name);
    return refusal.isPresent()
        ? CompletableFuture.completedFuture(explained(RangeSet.EMPTY, lower, refusal, ""))
        : lookups
            .resolve(name)
            .thenApply(
                answer ->
                    switch (answer) {
                      case Answer.NotFound missing ->
                          explained(
                              RangeSet.EMPTY,
                              lower,
                              Optional.of(
                                  new Refusal("", missing.reason(), "a name that resolves")),
                              "");
                      case Answer.Found found -> resolved(lower, found);
                    });
  }

  private ScopeExplanation resolved(String lower, Answer.Found found) {
    RangeSet addresses = RangeSet.union(found.addresses().stream().map(RangeSet::of).toList());
    return explained(
        addresses,
        lower,
        rules.refuse(addresses),
        "resolves to " + String.join(", ", addresses.texts()) + ", which ");
  }

  private ScopeExplanation explained(
      RangeSet addresses, String name, Optional<Refusal> refusal, String resolution) {
    ScopeQuery query = rules.query();
    return new ScopeExplanation(
        Quoted.plain(target),
        query.principal(),
        query.tool(),
        query.ports().toString(),
        rules.now().truncatedTo(ChronoUnit.SECONDS),
        refusal.isEmpty(),
        Quoted.of(target)
            + ": "
            + resolution
            + refusal
                .map(Refusal::reason)
                .orElse(
                    "may be scanned by "
                        + query.principal()
                        + " with "
                        + query.tool()
                        + (query.ports().isEmpty() ? "" : " on ports " + query.ports()))
            + ".",
        refusal.map(Refusal::needed).map(needed -> needed + others(addresses, name)).orElse(""),
        addresses.isEmpty() ? PortSet.NONE.toString() : allowedPorts(addresses).toString(),
        Stream.of(base(addresses, name, refusal), ofFile(addresses, name, refusal))
            .flatMap(List::stream)
            .toList());
  }

  /** A rule in force that allows the target to another principal. */
  private String others(RangeSet addresses, String name) {
    return all.rules().stream()
        .filter(each -> each.rule().effect() == Effect.ALLOW)
        .filter(each -> !each.rule().concerns(rules.query().principal()))
        .filter(each -> each.rule().at(rules.now()) == Validity.IN_FORCE)
        .filter(each -> isAbout(each, addresses, name))
        .findFirst()
        .map(
            each ->
                "; or a call by "
                    + String.join(", ", each.rule().principals().stream().sorted().toList())
                    + ", whom "
                    + rules.place(each.rule())
                    + " allows it")
        .orElse("");
  }

  private PortSet allowedPorts(RangeSet addresses) {
    PortSet ports = PortSet.ALL;
    RangeSet rest = addresses.minus(rules.inForce().open());
    for (PortGrants.Group group : rules.inForce().limited().groups()) {
      if (group.addresses().overlaps(rest)) {
        ports = ports.and(group.ports());
      }
    }
    if (!rest.minus(rules.inForce().limited().addresses()).isEmpty()) {
      return PortSet.NONE;
    }
    for (Compiled deny : rules.inForce().denies()) {
      if (deny.addresses().overlaps(addresses)) {
        ports = ports.minus(deny.rule().ports());
      }
    }
    return ports;
  }

  private static boolean isAbout(Compiled rule, RangeSet addresses, String name) {
    return rule.addresses().overlaps(addresses) || !name.isEmpty() && rule.names(name);
  }

  private List<Line> base(RangeSet addresses, String name, Optional<Refusal> refusal) {
    List<Line> lines = new ArrayList<>();
    boolean allowed = refusal.isEmpty();
    String label = refusal.map(Refusal::rule).orElse("");
    if (all.base().builtIn() && BaseRules.BUILT_IN.overlaps(addresses)) {
      lines.add(general(allowed, Effect.ALLOW, "loopback and private networks", BUILT_IN));
    }
    if (name.equals(BaseRules.LOCALHOST)) {
      lines.add(general(allowed, Effect.ALLOW, "the name localhost", BUILT_IN));
    }
    for (String suffix : all.base().suffixes()) {
      if (!name.isEmpty() && ScopeEntries.matches(suffix, name)) {
        lines.add(
            general(
                allowed, Effect.ALLOW, "names under " + suffix, "switchgear.scope.allow-names"));
      }
    }
    for (String entry : policy.allow()) {
      if (SpecialBlocks.openedBy(ScopeEntries.allowed(entry)).overlaps(addresses)) {
        lines.add(general(allowed, Effect.ALLOW, "allow " + entry, "switchgear.scope.allow"));
      }
    }
    for (BaseRules.Deny deny : all.base().denies()) {
      if (deny.addresses().overlaps(addresses)) {
        lines.add(
            general(
                label.equals(deny.label()), Effect.DENY, deny.label(), "switchgear.scope.deny"));
      }
    }
    SpecialBlocks.ALL.stream()
        .filter(block -> block.name().equals(label) && block.addresses().overlaps(addresses))
        .forEach(
            block ->
                lines.add(
                    general(
                        true,
                        Effect.DENY,
                        block.name() + " " + String.join(", ", block.addresses().texts()),
                        BUILT_IN)));
    return lines;
  }

  private static Line general(boolean decides, Effect effect, String text, String where) {
    return new Line(
        decides,
        effect.toString(),
        text,
        where,
        List.of(ScopeRule.ANY),
        List.of(ScopeRule.ANY),
        "all",
        "",
        "",
        Optional.empty(),
        Optional.empty(),
        Validity.IN_FORCE.toString());
  }

  private List<Line> ofFile(RangeSet addresses, String name, Optional<Refusal> refusal) {
    return all.rules().stream()
        .filter(each -> isAbout(each, addresses, name))
        .map(each -> line(each, refusal))
        .toList();
  }

  private Line line(Compiled compiled, Optional<Refusal> refusal) {
    ScopeRule rule = compiled.rule();
    String status = status(compiled);
    boolean decides =
        refusal
            .map(each -> each.rule().equals(rules.label(rule)))
            .orElse(rule.effect() == Effect.ALLOW && status.equals(Validity.IN_FORCE.toString()));
    return new Line(
        decides,
        rule.effect().toString(),
        rule.text(),
        rules.file().path() + ":" + rule.line(),
        rule.principals().stream().sorted().toList(),
        rule.tools().stream().sorted().toList(),
        rule.ports().toString(),
        rule.authoriser(),
        rule.reference(),
        rule.from(),
        rule.until(),
        status);
  }

  private String status(Compiled compiled) {
    ScopeRule rule = compiled.rule();
    ScopeQuery query = rules.query();
    if (!rule.concerns(query.principal())) {
      return "for other principals";
    }
    if (!rule.covers(query.tool())) {
      return "for other tools";
    }
    Validity validity = rule.at(rules.now());
    return validity == Validity.IN_FORCE
            && !query.ports().isEmpty()
            && !compiled.isAbout(query.ports())
        ? "for other ports"
        : validity.toString();
  }
}
