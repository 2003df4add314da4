package io.switchgear.config;

import io.switchgear.scope.PortSet;
import io.switchgear.scope.ScopePolicyException;
import io.switchgear.scope.ScopeRule;
import io.switchgear.scope.ScopeRule.Effect;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule as a scope file has it.
 *
 * @param allow targets; empty in a rule that denies
 * @param deny targets; empty in a rule that allows
 * @param ports ports and ranges; all if empty
 * @param until valid until then
 */
record ScopeRuleBlock(
    @Setting(absent = "[]") List<String> allow,
    @Setting(absent = "[]") List<String> deny,
    @Setting(absent = "[]") List<String> ports,
    @Setting(absent = "[\"*\"]") List<String> principals,
    @Setting(absent = "[\"*\"]") List<String> tools,
    String authoriser,
    String reference,
    Optional<Instant> from,
    Optional<EndOfRule> until) {

  /** A day means its end. */
  record EndOfRule(Instant at) {}

  private static final int MOST_ENTRIES = 1_000;
  private static final int MOST_CHARS = 200;
  private static final Pattern PORTS = Pattern.compile("([TU]:)?([0-9]{1,5})(?:-([0-9]{1,5}))?");

  private static final String PORTS_ALLOWED =
      "ports from 1 to 65535 and ranges of them, with T: or U: for TCP or UDP alone: [22,"
          + " \"8000-8100\", \"U:53\"]";

  ScopeRuleBlock {
    Check check =
        new Check()
            .that(
                allow.isEmpty() != deny.isEmpty(),
                deny.isEmpty() ? "allow" : "deny",
                "",
                "a rule has either allow or deny, with a list of targets; this one has "
                    + (allow.isEmpty() ? "neither" : "both"))
            .that(
                allow.size() + deny.size() <= MOST_ENTRIES,
                deny.isEmpty() ? "allow" : "deny",
                "",
                "a rule has at most %,d targets; split it".formatted(MOST_ENTRIES));
    targets(check, Effect.ALLOW, allow);
    targets(check, Effect.DENY, deny);
    check.that(
        ports.stream().allMatch(entry -> ports(entry).isPresent()),
        "ports",
        "",
        "%s will not do; allowed are %s"
            .formatted(
                ports.stream()
                    .filter(entry -> ports(entry).isEmpty())
                    .map(ScopeRuleBlock::quoted)
                    .toList(),
                PORTS_ALLOWED));
    for (String principal : principals) {
      check.that(
          principal.equals(ScopeRule.ANY) || isText(principal) && !principal.contains("*"),
          "principals",
          "",
          quoted(principal)
              + " is no name of a principal; allowed are names such as ann or oauth:ann, and *"
              + " alone for every principal");
    }
    text(check, "authoriser", authoriser, "who authorised the rule");
    text(check, "reference", reference, "the contract or the ticket");
    check
        .that(
            from.isEmpty() || until.isEmpty() || from.get().isBefore(until.get().at()),
            "until",
            "",
            "until %s is not after from %s; the rule would never be valid"
                .formatted(
                    until.map(EndOfRule::at).map(Instant::toString).orElse(""),
                    from.map(Instant::toString).orElse("")))
        .done();
  }

  private static void targets(Check check, Effect effect, List<String> targets) {
    Set<String> seen = new HashSet<>();
    for (String target : targets) {
      String component = effect.toString();
      check.that(seen.add(target), component, "", quoted(target) + " is in the list twice");
      try {
        rule(effect, List.of(target));
      } catch (ScopePolicyException bad) {
        check.that(false, component, "", quoted(target) + " " + bad.problem());
      }
    }
  }

  private static ScopeRule rule(Effect effect, List<String> targets) {
    return new ScopeRule(
        effect,
        targets,
        PortSet.ALL,
        Set.of(),
        Set.of(),
        "",
        "",
        Optional.empty(),
        Optional.empty(),
        1);
  }

  private static void text(Check check, String component, String text, String what) {
    check.that(
        isText(text),
        component,
        "",
        "%s must say %s, in 1 to %d characters on one line".formatted(component, what, MOST_CHARS));
  }

  private static boolean isText(String text) {
    return !text.isBlank()
        && text.length() <= MOST_CHARS
        && text.chars().noneMatch(Character::isISOControl);
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  /** One entry; a port without a prefix is a TCP and a UDP port. */
  private static Optional<PortSet> ports(String entry) {
    Matcher range = PORTS.matcher(entry);
    if (!range.matches()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(range.group(2));
    int last = range.group(3) == null ? first : Integer.parseInt(range.group(3));
    if (first < 1 || last > PortSet.MAX || first > last) {
      return Optional.empty();
    }
    PortSet tcp = "U:".equals(range.group(1)) ? PortSet.NONE : PortSet.tcp(first, last);
    return Optional.of("T:".equals(range.group(1)) ? tcp : tcp.plus(PortSet.udp(first, last)));
  }

  /**
   * @param line where it begins
   */
  ScopeRule rule(int line) {
    return new ScopeRule(
        deny.isEmpty() ? Effect.ALLOW : Effect.DENY,
        deny.isEmpty() ? allow : deny,
        ports.isEmpty()
            ? PortSet.ALL
            : ports.stream()
                .map(entry -> ports(entry).orElseThrow())
                .reduce(PortSet.NONE, PortSet::plus),
        Set.copyOf(principals),
        Set.copyOf(tools),
        authoriser,
        reference,
        from,
        until.map(EndOfRule::at),
        line);
  }
}
