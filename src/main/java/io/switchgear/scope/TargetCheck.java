package io.switchgear.scope;

import inet.ipaddr.IPAddress;
import io.switchgear.scope.Exclusions.Read.Known;
import io.switchgear.scope.Lookups.Answer;
import io.switchgear.scope.Notation.Written;
import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.scope.ScopeDecision.Malformed;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Checks the targets of one call by the rules for it. */
final class TargetCheck {

  private final CallRules rules;
  private final Lookups lookups;
  private final Exclusions exclusions;

  TargetCheck(CallRules rules, Lookups lookups) {
    this.rules = rules;
    this.lookups = lookups;
    this.exclusions = new Exclusions(rules.withoutPorts(), lookups);
  }

  /** Addresses and the target that they belong to. */
  private record Asked(String target, RangeSet addresses) {}

  CompletionStage<ScopeDecision> check(List<String> targets, List<String> exclude, long maxHosts) {
    Optional<ScopeDecision> wrongNumber = wrongNumber(targets, exclude, maxHosts);
    return wrongNumber.isPresent()
        ? decided(wrongNumber.get())
        : exclusions
            .read(exclude)
            .thenCompose(
                read ->
                    switch (read) {
                      case Exclusions.Read.Refused refused -> decided(refused.decision());
                      case Known known -> check(targets, known, maxHosts);
                    });
  }

  /** Never {@link Allowed}; empty if no problem was found. */
  Optional<ScopeDecision> checkLiterals(List<String> targets, List<String> exclude, long maxHosts) {
    Optional<ScopeDecision> wrongNumber = wrongNumber(targets, exclude, maxHosts);
    if (wrongNumber.isPresent()) {
      return wrongNumber;
    }
    return switch (exclusions.literal(exclude)) {
      case Exclusions.Literal.Refused refused -> Optional.of(refused.decision());
      case Exclusions.Literal.Sound sound ->
          switch (written(targets, RangeSet.of(sound.ranges()), sound.names().isEmpty())) {
            case Targets.Refused refused -> Optional.of(refused.decision());
            // Excluded names may cover addresses that would otherwise be refused or exceed the
            // limit.
            case Targets.Sound ignored when !sound.names().isEmpty() -> Optional.empty();
            case Targets.Sound read ->
                early(read, RangeSet.of(sound.ranges()), maxHosts)
                    .filter(decision -> !(decision instanceof Allowed));
          };
    };
  }

  private static Optional<ScopeDecision> wrongNumber(
      List<String> targets, List<String> exclude, long maxHosts) {
    if (maxHosts < 1) {
      throw new IllegalArgumentException("maxHosts " + maxHosts + ": allowed is 1 or more");
    }
    if (targets.isEmpty()) {
      return Optional.of(
          new Malformed("", "No target is given. Write at least one: " + Notation.ALLOWED + "."));
    }
    return Math.max(targets.size(), exclude.size()) <= ScanScope.MAX_TARGETS
        ? Optional.empty()
        : Optional.of(
            new Malformed(
                "",
                String.format(
                    Locale.ROOT,
                    "%,d %s are given; at most %,d are allowed. Write blocks or ranges, or split"
                        + " the call.",
                    Math.max(targets.size(), exclude.size()),
                    targets.size() > ScanScope.MAX_TARGETS ? "targets" : "exclusions",
                    ScanScope.MAX_TARGETS)));
  }

  /** The result of reading targets without resolving names. */
  private sealed interface Targets {

    /**
     * @param names names as written, by their lower-case form
     */
    record Sound(List<Asked> literals, Map<String, String> names) implements Targets {}

    record Refused(ScopeDecision decision) implements Targets {}
  }

  /**
   * @param judging whether to refuse addresses that are not allowed
   */
  private Targets written(List<String> targets, RangeSet exclude, boolean judging) {
    List<Asked> literals = new ArrayList<>();
    Map<String, String> names = new LinkedHashMap<>();
    for (String target : targets) {
      switch (Notation.read(target == null ? "" : target)) {
        case Written.Unreadable unreadable -> {
          return new Targets.Refused(DecisionText.malformed(target, unreadable.reason()));
        }
        case Written.Name written -> {
          Optional<Refusal> refusal = rules.refuseName(written.name());
          if (refusal.isPresent()) {
            return new Targets.Refused(DecisionText.denied(target, refusal.get()));
          }
          names.putIfAbsent(target.toLowerCase(Locale.ROOT), target);
        }
        case Written.Block block -> {
          Optional<Refusal> refusal =
              judging ? refuse(block.addresses(), exclude) : Optional.empty();
          if (refusal.isPresent()) {
            return new Targets.Refused(DecisionText.denied(target, refusal.get()));
          }
          literals.add(new Asked(target, block.addresses()));
        }
      }
    }
    return new Targets.Sound(literals, names);
  }

  private CompletionStage<ScopeDecision> check(List<String> targets, Known exclude, long maxHosts) {
    return switch (written(targets, exclude.addresses(), true)) {
      case Targets.Refused refused -> decided(refused.decision());
      case Targets.Sound sound ->
          early(sound, exclude.addresses(), maxHosts)
              .map(TargetCheck::decided)
              .orElseGet(() -> resolved(sound.literals(), sound.names(), exclude, maxHosts));
    };
  }

  /** The decision, if it needs no DNS lookup. */
  private static Optional<ScopeDecision> early(
      Targets.Sound targets, RangeSet exclude, long maxHosts) {
    RangeSet left = union(targets.literals()).minus(exclude);
    return targets.names().isEmpty() || isTooLarge(left, maxHosts)
        ? Optional.of(sized(targets.literals(), Map.of(), exclude, maxHosts))
        : Optional.empty();
  }

  /** Applies the rules; excluded addresses need no permission. */
  private Optional<Refusal> refuse(RangeSet addresses, RangeSet exclude) {
    Optional<Refusal> refusal = rules.refuse(addresses);
    return refusal.isEmpty() || exclude.isEmpty()
        ? refusal
        : rules.refuse(addresses.minus(exclude));
  }

  private CompletionStage<ScopeDecision> resolved(
      List<Asked> literals, Map<String, String> names, Known exclude, long maxHosts) {
    Map<String, CompletableFuture<Answer>> answers = new LinkedHashMap<>();
    names.forEach((name, written) -> answers.put(written, lookups.resolve(name)));
    return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
        .thenApplyAsync(
            done -> judged(literals, answers, exclude, maxHosts), Thread::startVirtualThread);
  }

  private ScopeDecision judged(
      List<Asked> literals,
      Map<String, CompletableFuture<Answer>> answers,
      Known exclude,
      long maxHosts) {
    Map<String, RangeSet> named = new LinkedHashMap<>();
    RangeSet excluded = exclude.addresses();
    for (Map.Entry<String, CompletableFuture<Answer>> entry : answers.entrySet()) {
      String name = entry.getKey();
      switch (entry.getValue().join()) {
        case Answer.NotFound missing -> {
          return new Malformed(name, Quoted.of(name) + ": " + missing.reason() + ".");
        }
        case Answer.Found found -> {
          RangeSet all = RangeSet.union(found.addresses().stream().map(RangeSet::of).toList());
          if (exclude.isNamed(name)) {
            excluded = excluded.plus(all);
          }
          for (InetAddress resolved : found.addresses()) {
            RangeSet address = RangeSet.of(resolved);
            Optional<Refusal> refusal = refuse(address, excluded);
            if (refusal.isPresent()) {
              return DecisionText.resolvesOutside(name, address, refusal.get());
            }
          }
          named.put(name, all);
        }
      }
    }
    return sized(literals, named, excluded, maxHosts);
  }

  private static ScopeDecision sized(
      List<Asked> literals, Map<String, RangeSet> named, RangeSet exclude, long maxHosts) {
    List<Asked> asked = new ArrayList<>(literals);
    named.forEach((name, addresses) -> asked.add(new Asked(name, addresses)));
    RangeSet all = union(asked);
    RangeSet left = all.minus(exclude);
    RangeSet excluded = all.and(exclude);
    if (left.isEmpty()) {
      return new Malformed(
          "",
          "exclude: nothing is left to scan, as it covers every target ("
              + excluded.summary()
              + "). Exclude less, or name other targets.");
    }
    return isTooLarge(left, maxHosts)
        ? tooLarge(asked, left, maxHosts)
        : new Allowed(TargetSet.of(union(literals), named, excluded, exclude));
  }

  private static RangeSet union(List<Asked> asked) {
    return RangeSet.union(asked.stream().map(Asked::addresses).toList());
  }

  private static boolean isTooLarge(RangeSet addresses, long maxHosts) {
    return addresses.count().compareTo(BigInteger.valueOf(maxHosts)) > 0;
  }

  private static Malformed tooLarge(List<Asked> asked, RangeSet left, long maxHosts) {
    Asked largest = asked.stream().max(Comparator.comparing(a -> a.addresses().count())).get();
    boolean alone = asked.size() == 1;
    return new Malformed(
        Quoted.plain(largest.target()),
        String.format(
            Locale.ROOT,
            "%s %,d addresses; at most %,d are allowed in one call. Ask for less, such as %s.",
            alone
                ? Quoted.of(largest.target()) + " has"
                : "The "
                    + asked.size()
                    + " targets, of which "
                    + Quoted.of(largest.target())
                    + " is the largest, have",
            left.count(),
            maxHosts,
            example(largest.addresses(), maxHosts)));
  }

  /** A CIDR block of the addresses that is within the limit. */
  private static String example(RangeSet addresses, long maxHosts) {
    IPAddress block = addresses.blocks().max(Comparator.comparing(IPAddress::getCount)).get();
    int hostBits = Long.SIZE - 1 - Long.numberOfLeadingZeros(maxHosts);
    int bits = block.getBitCount();
    int prefix = Math.max(bits - hostBits, block.isMultiple() ? block.getPrefixLength() : bits);
    return RangeSet.text(block.getLower().withoutPrefixLength().toPrefixBlock(prefix));
  }

  private static CompletionStage<ScopeDecision> decided(ScopeDecision decision) {
    return CompletableFuture.completedFuture(decision);
  }
}
