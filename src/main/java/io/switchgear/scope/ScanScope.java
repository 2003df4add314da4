package io.switchgear.scope;

import inet.ipaddr.IPAddress;
import io.switchgear.scope.Exclusions.Read.Known;
import io.switchgear.scope.Lookups.Answer;
import io.switchgear.scope.Notation.Written;
import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.scope.ScopeDecision.Denied;
import io.switchgear.scope.ScopeDecision.Malformed;
import io.switchgear.scope.ScopeRules.Refusal;
import io.switchgear.tool.PinnedTargets;
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

/**
 * Decides by a policy which targets may be scanned. Immutable and thread-safe.
 *
 * <p>The checks are, in order: the number of targets; for each target its notation, and the rules
 * for an address or for a name; the number of addresses. Then names are resolved, each once, and
 * the rules and the number of addresses are checked again.
 */
public final class ScanScope {

  /** Maximum number of targets in one check. */
  static final int MAX_TARGETS = 1024;

  private final ScopeRules rules;
  private final Lookups lookups;
  private final Exclusions exclusions;
  private final boolean intrusive;
  private final boolean unfencedScripts;

  /**
   * Validates a policy.
   *
   * @throws IllegalArgumentException if an entry is invalid; the message names it and what is
   *     allowed
   */
  public static void requireReadable(ScopePolicy policy) {
    new ScopeRules(policy);
  }

  /**
   * A scope that uses the system's resolver.
   *
   * @throws IllegalArgumentException if an entry of the policy is invalid; the message names it and
   *     what is allowed
   */
  public ScanScope(ScopePolicy policy) {
    this(policy, new Lookups());
  }

  ScanScope(ScopePolicy policy, Lookups lookups) {
    this.rules = new ScopeRules(policy);
    this.lookups = lookups;
    this.exclusions = new Exclusions(rules, lookups);
    this.intrusive = policy.intrusive();
    this.unfencedScripts = policy.unfencedScripts();
  }

  /** Addresses and the target that they belong to. */
  private record Asked(String target, RangeSet addresses) {}

  /**
   * Checks targets. Address literals are checked on the calling thread. Names are resolved
   * asynchronously, within five seconds for each list, and the stage then completes on another
   * thread.
   *
   * @param targets 1 to 1024 targets as the caller wrote them: addresses, CIDR blocks, ranges or
   *     names
   * @param exclude up to 1024 exclusions in the same notation; they are removed after names are
   *     resolved and before the rules apply
   * @param maxHosts maximum number of addresses; at least 1
   * @throws IllegalArgumentException if {@code maxHosts} is less than 1
   */
  public CompletionStage<ScopeDecision> check(
      List<String> targets, List<String> exclude, long maxHosts) {
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

  /**
   * Performs the checks of {@link #check} that need no DNS lookup, on the calling thread.
   *
   * @return never {@link Allowed}; empty if these checks pass
   */
  public Optional<ScopeDecision> checkLiterals(
      List<String> targets, List<String> exclude, long maxHosts) {
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

  /**
   * Judges the targets of a plan that was stored: by the rules in effect now, and each name
   * resolved again. An address that its name no longer has is dropped; an address that the name has
   * now and did not have then is not added, because nobody planned it or agreed to it. A name that
   * does not resolve, or that has none of its addresses left while nothing else is left, is
   * refused.
   *
   * @param pinned from anywhere: nothing in it is trusted
   * @param maxHosts how many addresses may be left; at least 1
   */
  public CompletionStage<Recheck> recheck(PinnedTargets pinned, long maxHosts) {
    return new PinnedRecheck(new PinnedCheck(rules), lookups).recheck(pinned, maxHosts);
  }

  /**
   * Reads exclusions of a job, which may be in scope or not. Names are resolved as in {@link
   * #check}.
   *
   * @param exclude up to 1024 texts in target notation
   */
  public CompletionStage<ExclusionList> exclusions(List<String> exclude) {
    return exclude.size() > MAX_TARGETS
        ? CompletableFuture.completedFuture(
            new ExclusionList.Refused(
                new Malformed(
                    "",
                    String.format(
                        Locale.ROOT,
                        "%,d exclusions are given; at most %,d are allowed. Write blocks or"
                            + " ranges.",
                        exclude.size(),
                        MAX_TARGETS))))
        : exclusions
            .read(exclude)
            .thenApply(
                read ->
                    switch (read) {
                      case Known known -> new ExclusionList.Known(known.addresses());
                      case Exclusions.Read.Refused refused ->
                          new ExclusionList.Refused(refused.decision());
                    });
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
    return Math.max(targets.size(), exclude.size()) <= MAX_TARGETS
        ? Optional.empty()
        : Optional.of(
            new Malformed(
                "",
                String.format(
                    Locale.ROOT,
                    "%,d %s are given; at most %,d are allowed. Write blocks or ranges, or split"
                        + " the call.",
                    Math.max(targets.size(), exclude.size()),
                    targets.size() > MAX_TARGETS ? "targets" : "exclusions",
                    MAX_TARGETS)));
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
          return new Targets.Refused(malformed(target, unreadable.reason()));
        }
        case Written.Name written -> {
          Optional<Refusal> refusal = rules.refuseName(written.name());
          if (refusal.isPresent()) {
            return new Targets.Refused(denied(target, refusal.get()));
          }
          names.putIfAbsent(target.toLowerCase(Locale.ROOT), target);
        }
        case Written.Block block -> {
          Optional<Refusal> refusal =
              judging ? refuse(block.addresses(), exclude) : Optional.empty();
          if (refusal.isPresent()) {
            return new Targets.Refused(denied(target, refusal.get()));
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
              .map(ScanScope::decided)
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

  /**
   * Checks the targets of a plan by the current rules without DNS lookups. Only this method and
   * {@link #check} create a {@link TargetSet}, so every set contains only allowed addresses.
   *
   * @param pinned untrusted targets, such as those of a stored plan
   * @param maxHosts maximum number of addresses; at least 1
   */
  public ScopeDecision admit(PinnedTargets pinned, long maxHosts) {
    return new PinnedCheck(rules).admit(pinned, maxHosts);
  }

  /** Applies the rules; excluded addresses need no permission. */
  private Optional<Refusal> refuse(RangeSet addresses, RangeSet exclude) {
    Optional<Refusal> refusal = rules.refuse(addresses);
    return refusal.isEmpty() || exclude.isEmpty()
        ? refusal
        : rules.refuse(addresses.minus(exclude));
  }

  /** Whether the operator allows options that can disrupt a target. */
  public boolean intrusiveAllowed() {
    return intrusive;
  }

  /** Whether a scanner's scripts may run without a network fence. */
  public boolean unfencedScriptsAllowed() {
    return unfencedScripts;
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
              return resolvesOutside(name, address, refusal.get());
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

  private static Malformed malformed(String target, String reason) {
    String text = target == null ? "" : target;
    return new Malformed(
        Quoted.plain(text),
        Quoted.of(text) + ": " + reason + ". Allowed are " + Notation.ALLOWED + ".");
  }

  static Denied denied(String target, Refusal refusal) {
    return new Denied(
        Quoted.plain(target), refusal.rule(), Quoted.of(target) + ": " + refusal.reason() + ".");
  }

  static Denied resolvesOutside(String name, RangeSet address, Refusal refusal) {
    return new Denied(
        name,
        refusal.rule(),
        Quoted.of(name)
            + " resolves to "
            + address.summary()
            + ", which "
            + refusal.reason()
            + ". Every address of a name must be allowed.");
  }

  private static CompletionStage<ScopeDecision> decided(ScopeDecision decision) {
    return CompletableFuture.completedFuture(decision);
  }
}
