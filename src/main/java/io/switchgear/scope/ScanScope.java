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
 * Decides about targets by one policy; immutable and safe for many threads.
 *
 * <p>The order of judgement: how many targets; then for each its notation and, for an address, the
 * rules, for a name, whether it may be resolved; then the size; only then are names resolved, each
 * once, and their addresses and the size judged in turn.
 */
public final class ScanScope {

  /** Targets in one check. */
  static final int MAX_TARGETS = 1024;

  private final ScopeRules rules;
  private final Lookups lookups;
  private final Exclusions exclusions;
  private final boolean intrusive;
  private final boolean unfencedScripts;

  /**
   * Looks whether there can be a scope of this policy.
   *
   * @throws IllegalArgumentException if an entry cannot be read; names the entry and what is
   *     allowed
   */
  public static void requireReadable(ScopePolicy policy) {
    new ScopeRules(policy);
  }

  /**
   * Resolves by the system's resolver.
   *
   * @throws IllegalArgumentException if an entry of the policy cannot be read; names the entry and
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

  /** Addresses, and the target that they came from. */
  private record Asked(String target, RangeSet addresses) {}

  /**
   * Checks targets. Address literals are decided at once on the calling thread; names are resolved
   * off it, within five seconds for each list, and the stage completes on another thread.
   *
   * @param targets as the caller wrote them, each one address, CIDR block, range or name; 1 to 1024
   * @param exclude in the same notation, up to 1024: what of the targets is left out, after names
   *     are resolved and before the rules judge
   * @param maxHosts how many addresses the set may hold; at least 1
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
   * Finds what {@link #check} would refuse without a lookup of a name; on the calling thread.
   *
   * @return never {@link Allowed}; empty if nothing is wrong so far
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
            // Names that are excluded may cover what would be refused, or be one too many.
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
    // First by text alone: a name that may not be resolved is not.
    ScopeDecision decision = admit(pinned, maxHosts);
    if (!(decision instanceof Allowed)) {
      return CompletableFuture.completedFuture(new Recheck.Refused(decision));
    }
    Map<String, CompletableFuture<Answer>> answers = new LinkedHashMap<>();
    pinned.names().keySet().forEach(name -> answers.put(name, lookups.resolve(name)));
    return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
        .thenApply(done -> rechecked(pinned, answers, maxHosts));
  }

  private Recheck rechecked(
      PinnedTargets pinned, Map<String, CompletableFuture<Answer>> answers, long maxHosts) {
    Map<String, List<String>> kept = new LinkedHashMap<>();
    List<String> dropped = new ArrayList<>();
    for (Map.Entry<String, List<String>> name : pinned.names().entrySet()) {
      switch (answers.get(name.getKey()).join()) {
        case Answer.NotFound missing -> {
          return new Recheck.Refused(
              new Malformed(
                  name.getKey(), Quoted.of(name.getKey()) + ": " + missing.reason() + "."));
        }
        case Answer.Found found -> {
          RangeSet now = RangeSet.union(found.addresses().stream().map(RangeSet::of).toList());
          List<String> still = new ArrayList<>();
          for (String address : name.getValue()) {
            if (now.contains(PinnedCheck.ranges(List.of(address)))) {
              still.add(address);
            } else {
              dropped.add(name.getKey() + " (" + address + ")");
            }
          }
          if (!still.isEmpty()) {
            kept.put(name.getKey(), still);
          }
        }
      }
    }
    PinnedTargets left = new PinnedTargets(pinned.blocks(), kept, pinned.excluded(), 0);
    if (left.isEmpty()) {
      return new Recheck.Refused(
          new Denied(
              dropped.getFirst(),
              "name moved",
              "The names of this plan have other addresses now than when it was made ("
                  + String.join(", ", dropped)
                  + "), and nothing else is left to scan. Make the call again."));
    }
    return switch (admit(left, maxHosts)) {
      case Allowed allowed -> new Recheck.Kept(allowed.targets().pinned(), dropped);
      case ScopeDecision refused -> new Recheck.Refused(refused);
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

  /** What the text of targets tells. */
  private sealed interface Targets {

    /**
     * @param names as written, by their lower case
     */
    record Sound(List<Asked> literals, Map<String, String> names) implements Targets {}

    record Refused(ScopeDecision decision) implements Targets {}
  }

  /**
   * @param judging whether addresses that are not allowed are refused
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

  /** The decision, if no name has to be resolved for it. */
  private static Optional<ScopeDecision> early(
      Targets.Sound targets, RangeSet exclude, long maxHosts) {
    RangeSet left = union(targets.literals()).minus(exclude);
    return targets.names().isEmpty() || isTooLarge(left, maxHosts)
        ? Optional.of(sized(targets.literals(), Map.of(), exclude, maxHosts))
        : Optional.empty();
  }

  /**
   * Judges the targets of a plan by the rules in effect now; resolves no name. Only this and {@link
   * #check} make a {@link TargetSet}, so the holder of one holds addresses that may be scanned.
   *
   * @param pinned from anywhere: nothing in it is trusted
   * @param maxHosts how many addresses the set may hold; at least 1
   */
  public ScopeDecision admit(PinnedTargets pinned, long maxHosts) {
    return new PinnedCheck(rules).admit(pinned, maxHosts);
  }

  /** What is excluded needs no leave. */
  private Optional<Refusal> refuse(RangeSet addresses, RangeSet exclude) {
    Optional<Refusal> refusal = rules.refuse(addresses);
    return refusal.isEmpty() || exclude.isEmpty()
        ? refusal
        : rules.refuse(addresses.minus(exclude));
  }

  /** Whether the operator allows options that can disturb a target. */
  public boolean intrusiveAllowed() {
    return intrusive;
  }

  /** Whether a scanner's scripts may run where the kernel cannot hold them to their targets. */
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

  /** A part of the addresses, in CIDR notation, that holds no more than allowed. */
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
