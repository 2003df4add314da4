package io.switchgear.scope;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.switchgear.scope.RulesInForce.Compiled;
import io.switchgear.scope.ScopeRule.Effect;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one principal may scan.
 *
 * @param time when it was so
 * @param meaning how the lists work together, for a model
 * @param allow at most {@value #MOST_LINES}
 * @param deny at most {@value #MOST_LINES}; deny wins over allow
 * @param names suffixes of names that may be resolved on all ports, and {@code localhost}
 * @param closed special blocks, by their names, that only an entry inside of them opens
 * @param leftOut how many rules of this principal the lists do not have
 */
public record ScopeSummary(
    String principal,
    Instant time,
    String meaning,
    List<Line> allow,
    List<Line> deny,
    List<String> names,
    Map<String, List<String>> closed,
    long leftOut) {

  private static final int MOST_LINES = 50;
  private static final int MOST_TARGETS = 20;

  private static final String MEANING =
      "Allowed are the targets of allow on their ports, without those of deny and without the"
          + " closed blocks. Every address of a name must be allowed too.";

  /**
   * @param ports as in a rule, or {@code all}
   * @param source {@code built-in}, the key of the configuration, or file and line
   * @param status {@code in force}, {@code expired} or {@code not yet valid}
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Line(
      List<String> targets,
      String ports,
      List<String> tools,
      String source,
      String authoriser,
      String reference,
      Optional<Instant> from,
      Optional<Instant> until,
      String status) {}

  static ScopeSummary of(ScopeRules rules, ScopePolicy policy, String principal) {
    Instant now = rules.now();
    List<Line> allow = new ArrayList<>();
    if (rules.base().builtIn()) {
      allow.add(general(BaseRules.BUILT_IN.texts(), "built-in"));
    }
    if (!policy.allow().isEmpty()) {
      allow.add(general(policy.allow(), "scope.allow"));
    }
    List<Line> deny = new ArrayList<>();
    if (!policy.deny().isEmpty()) {
      deny.add(general(policy.deny(), "scope.deny"));
    }
    long leftOut = 0;
    for (Compiled each : rules.rules()) {
      ScopeRule rule = each.rule();
      if (rule.concerns(principal)) {
        List<Line> list = rule.effect() == Effect.ALLOW ? allow : deny;
        if (list.size() < MOST_LINES) {
          list.add(line(rule, rules.file(), now));
        } else {
          leftOut++;
        }
      }
    }
    return new ScopeSummary(
        principal,
        now.truncatedTo(ChronoUnit.SECONDS),
        MEANING,
        allow,
        deny,
        Stream.concat(Stream.of(BaseRules.LOCALHOST), rules.base().suffixes().stream()).toList(),
        closedBlocks(),
        leftOut);
  }

  private static Line general(List<String> targets, String source) {
    return new Line(
        some(targets),
        "all",
        List.of(ScopeRule.ANY),
        source,
        "",
        "",
        Optional.empty(),
        Optional.empty(),
        "in force");
  }

  private static Line line(ScopeRule rule, ScopeFile file, Instant now) {
    return new Line(
        some(rule.targets()),
        rule.ports().toString(),
        rule.tools().stream().sorted().toList(),
        file.name() + ":" + rule.line(),
        rule.authoriser(),
        rule.reference(),
        rule.from(),
        rule.until(),
        rule.at(now).toString());
  }

  private static List<String> some(List<String> targets) {
    return targets.size() <= MOST_TARGETS
        ? targets
        : Stream.concat(
                targets.stream().limit(MOST_TARGETS),
                Stream.of("and " + (targets.size() - MOST_TARGETS) + " more"))
            .toList();
  }

  private static Map<String, List<String>> closedBlocks() {
    Map<String, List<String>> closed = new LinkedHashMap<>();
    for (SpecialBlocks.SpecialBlock block : SpecialBlocks.ALL) {
      closed
          .computeIfAbsent(block.name(), none -> new ArrayList<>())
          .addAll(text(block.addresses()));
    }
    return closed;
  }

  /** As one block, or as its ends. */
  private static List<String> text(RangeSet range) {
    List<String> blocks = range.texts();
    return blocks.size() == 1 ? blocks : List.of(range.rangeText());
  }
}
