package io.switchgear.tools.nmap;

import io.switchgear.tools.nmap.JudgedScripts.Judgement;
import io.switchgear.tools.nmap.ScriptCatalog.Script;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules about which scripts may run.
 *
 * @param named whether targets get names by reverse lookups, which the targets' owners control
 */
record ScriptRules(boolean named) {

  /** Categories whose scripts every caller may run. */
  static final Set<String> SAFE = Set.of("safe", "default", "discovery", "version");

  /** Categories whose scripts need the operator's setting and the caller's permission. */
  static final Set<String> INTRUSIVE = Set.of("intrusive", "vuln", "malware");

  /** The reasons why scripts of a category never run. */
  static final Map<String, String> NEVER =
      Map.of(
          "auth", "it deals in credentials",
          "broadcast", "it sends to the whole network instead of the targets",
          "brute", "it guesses passwords",
          "dos", "it can bring a service down",
          "exploit", "it exploits",
          "external", "it asks parties outside of the scope",
          "fuzzer", "it sends malformed data to provoke faults");

  /** A script's severity, which is that of its most severe category. */
  enum Severity {
    SAFE,
    INTRUSIVE,
    NEVER
  }

  Severity severity(Script script) {
    if (refusal(script).isPresent()) {
      return Severity.NEVER;
    }
    return SAFE.containsAll(script.categories()) ? Severity.SAFE : Severity.INTRUSIVE;
  }

  /** Why a script never runs, as a sentence without a full stop; empty if it may run. */
  Optional<String> refusal(Script script) {
    for (String category : script.categories()) {
      if (NEVER.containsKey(category)) {
        return Optional.of("it is of the category " + category + ", " + NEVER.get(category));
      }
    }
    if (script.ignoresTargets()) {
      return Optional.of("it has a part that runs without regard to the targets");
    }
    if (script.categories().isEmpty()
        || !script.categories().stream()
            .allMatch(name -> SAFE.contains(name) || INTRUSIVE.contains(name))) {
      return Optional.of("its categories " + script.categories() + " are not known here");
    }
    return JudgedScripts.of(script.name())
        .map(this::refusal)
        .orElse(
            Optional.of(
                "nobody has judged yet whether it stays at its target, as it is not in the list"
                    + " that comes with this server"));
  }

  private Optional<String> refusal(Judgement judgement) {
    return switch (judgement.verdict()) {
      case STAYS -> Optional.empty();
      case UNNAMED ->
          named
              ? Optional.of(
                  "with reverse_dns the owner of a target chooses its name, and so where this"
                      + " script goes ("
                      + judgement.reason()
                      + "). Set reverse_dns to false")
              : Optional.empty();
      case LEAVES -> Optional.of("it does not stay at its target: it " + judgement.reason());
    };
  }
}
