package io.switchgear.scope;

import inet.ipaddr.IPAddress;
import io.switchgear.scope.Exclusions.Read.Known;
import io.switchgear.scope.Lookups.Answer;
import io.switchgear.scope.Notation.Written;
import io.switchgear.scope.Rules.Refusal;
import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.scope.ScopeDecision.Denied;
import io.switchgear.scope.ScopeDecision.Malformed;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
public final class Scope {

  /** Targets in one check. */
  static final int MAX_TARGETS = 1024;

  private final Rules rules;
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
    new Rules(policy);
  }

  /**
   * Resolves by the system's resolver.
   *
   * @throws IllegalArgumentException if an entry of the policy cannot be read; names the entry and
   *     what is allowed
   */
  public Scope(ScopePolicy policy) {
    this(policy, new Lookups());
  }

  Scope(ScopePolicy policy, Lookups lookups) {
    this.rules = new Rules(policy);
    this.lookups = lookups;
    this.exclusions = new Exclusions(rules, lookups);
    this.intrusive = policy.intrusive();
    this.unfencedScripts = policy.unfencedScripts();
  }

  /**
   * Addresses, and the target that they came from.
   *
   * @param excluded which of the target's addresses are left out
   */
  private record Asked(String target, RangeSet addresses, RangeSet excluded) {

    static Asked of(String target, RangeSet addresses, Known exclude) {
      RangeSet left = exclude.of(target, addresses);
      return new Asked(target, addresses.minus(left), addresses.and(left));
    }
  }

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
    if (maxHosts < 1) {
      throw new IllegalArgumentException("maxHosts " + maxHosts + ": allowed is 1 or more");
    }
    if (targets.isEmpty()) {
      return decided(
          new Malformed("", "No target is given. Write at least one: " + Notation.ALLOWED + "."));
    }
    if (Math.max(targets.size(), exclude.size()) > MAX_TARGETS) {
      return decided(
          new Malformed(
              "",
              String.format(
                  Locale.ROOT,
                  "%,d %s are given; at most %,d are allowed. Write blocks or ranges, or split the"
                      + " call.",
                  Math.max(targets.size(), exclude.size()),
                  targets.size() > MAX_TARGETS ? "targets" : "exclusions",
                  MAX_TARGETS)));
    }
    return exclusions
        .read(exclude)
        .thenCompose(
            read ->
                switch (read) {
                  case Exclusions.Read.Refused refused -> decided(refused.decision());
                  case Known known -> check(targets, known, maxHosts);
                });
  }

  private CompletionStage<ScopeDecision> check(List<String> targets, Known exclude, long maxHosts) {
    List<Asked> literals = new ArrayList<>();
    Map<String, String> names = new LinkedHashMap<>();
    for (String target : targets) {
      switch (Notation.read(target == null ? "" : target)) {
        case Written.Unreadable unreadable -> {
          return decided(malformed(target, unreadable.reason()));
        }
        case Written.Name written -> {
          Optional<Refusal> refusal = rules.refuseName(written.name());
          if (refusal.isPresent()) {
            return decided(denied(target, refusal.get()));
          }
          names.putIfAbsent(target.toLowerCase(Locale.ROOT), target);
        }
        case Written.Block block -> {
          Asked asked = Asked.of(target, block.addresses(), exclude);
          Optional<Refusal> refusal = rules.refuse(asked.addresses());
          if (refusal.isPresent()) {
            return decided(denied(target, refusal.get()));
          }
          literals.add(asked);
        }
      }
    }
    return names.isEmpty() || tooLarge(literals, maxHosts).isPresent()
        ? decided(sized(literals, Map.of(), maxHosts))
        : resolved(literals, names, exclude, maxHosts);
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
    List<Asked> asked = new ArrayList<>(literals);
    Map<InetAddress, String> nameOf = new HashMap<>();
    for (Map.Entry<String, CompletableFuture<Answer>> entry : answers.entrySet()) {
      String name = entry.getKey();
      switch (entry.getValue().join()) {
        case Answer.NotFound missing -> {
          return new Malformed(name, Quoted.of(name) + ": " + missing.reason() + ".");
        }
        case Answer.Found found -> {
          for (InetAddress resolved : found.addresses()) {
            Asked one = Asked.of(name, RangeSet.of(resolved), exclude);
            Optional<Refusal> refusal = rules.refuse(one.addresses());
            if (refusal.isPresent()) {
              return resolvesOutside(name, one.addresses(), refusal.get());
            }
            asked.add(one);
            nameOf.putIfAbsent(withoutZone(resolved), name);
          }
        }
      }
    }
    return sized(asked, nameOf, maxHosts);
  }

  private static ScopeDecision sized(
      List<Asked> asked, Map<InetAddress, String> nameOf, long maxHosts) {
    RangeSet all = RangeSet.union(asked.stream().map(Asked::addresses).toList());
    RangeSet excluded = RangeSet.union(asked.stream().map(Asked::excluded).toList());
    if (all.isEmpty()) {
      return new Malformed(
          "",
          "exclude: nothing is left to scan, as it covers every target ("
              + excluded.summary()
              + "). Exclude less, or name other targets.");
    }
    return tooLarge(asked, maxHosts)
        .<ScopeDecision>map(large -> large)
        .orElseGet(() -> new Allowed(new TargetSet(all, nameOf, excluded)));
  }

  private static Optional<Malformed> tooLarge(List<Asked> asked, long maxHosts) {
    RangeSet all = RangeSet.union(asked.stream().map(Asked::addresses).toList());
    if (all.count().compareTo(BigInteger.valueOf(maxHosts)) <= 0) {
      return Optional.empty();
    }
    Asked largest = asked.stream().max(Comparator.comparing(a -> a.addresses().count())).get();
    boolean alone = asked.size() == 1;
    return Optional.of(
        new Malformed(
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
                all.count(),
                maxHosts,
                example(largest.addresses(), maxHosts))));
  }

  /** A part of the addresses, in CIDR notation, that holds no more than allowed. */
  private static String example(RangeSet addresses, long maxHosts) {
    IPAddress block = addresses.blocks().max(Comparator.comparing(IPAddress::getCount)).get();
    int hostBits = Long.SIZE - 1 - Long.numberOfLeadingZeros(maxHosts);
    int bits = block.getBitCount();
    int prefix = Math.max(bits - hostBits, block.isMultiple() ? block.getPrefixLength() : bits);
    return RangeSet.text(block.getLower().withoutPrefixLength().toPrefixBlock(prefix));
  }

  /** A scope id of the resolving machine means nothing to the address. */
  private static InetAddress withoutZone(InetAddress resolved) {
    return RangeSet.of(resolved).ranges().getFirst().getLower().toInetAddress();
  }

  private static Malformed malformed(String target, String reason) {
    String text = target == null ? "" : target;
    return new Malformed(
        Quoted.plain(text),
        Quoted.of(text) + ": " + reason + ". Allowed are " + Notation.ALLOWED + ".");
  }

  private static Denied denied(String target, Refusal refusal) {
    return new Denied(
        Quoted.plain(target), refusal.rule(), Quoted.of(target) + ": " + refusal.reason() + ".");
  }

  private static Denied resolvesOutside(String name, RangeSet address, Refusal refusal) {
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
