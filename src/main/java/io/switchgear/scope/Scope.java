package io.switchgear.scope;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressSeqRange;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.switchgear.scope.Lookups.Answer;
import io.switchgear.scope.Notation.Written;
import io.switchgear.scope.Rules.Refusal;
import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.scope.ScopeDecision.Denied;
import io.switchgear.scope.ScopeDecision.Malformed;
import java.math.BigInteger;
import java.net.Inet6Address;
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
    this.intrusive = policy.intrusive();
    this.unfencedScripts = policy.unfencedScripts();
  }

  /** Addresses, and the target that they came from. */
  private record Asked(String target, RangeSet addresses) {}

  /**
   * Checks targets. Address literals are decided at once on the calling thread; names are resolved
   * off it, within five seconds, and the stage completes on another thread.
   *
   * @param targets as the caller wrote them, each one address, CIDR block, range or name; 1 to 1024
   * @param maxHosts how many addresses the set may hold; at least 1
   * @throws IllegalArgumentException if {@code maxHosts} is less than 1
   */
  public CompletionStage<ScopeDecision> check(List<String> targets, long maxHosts) {
    if (maxHosts < 1) {
      throw new IllegalArgumentException("maxHosts " + maxHosts + ": allowed is 1 or more");
    }
    if (targets.isEmpty()) {
      return decided(
          new Malformed("", "No target is given. Write at least one: " + Notation.ALLOWED + "."));
    }
    if (targets.size() > MAX_TARGETS) {
      return decided(
          new Malformed(
              "",
              String.format(
                  Locale.ROOT,
                  "%,d targets are given; at most %,d are allowed. Write blocks or ranges, or"
                      + " split the call.",
                  targets.size(),
                  MAX_TARGETS)));
    }
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
          Optional<Refusal> refusal = rules.refuse(block.addresses());
          if (refusal.isPresent()) {
            return decided(denied(target, refusal.get()));
          }
          literals.add(new Asked(target, block.addresses()));
        }
      }
    }
    ScopeDecision decision = sized(literals, Map.of(), maxHosts);
    return names.isEmpty() || decision instanceof Malformed
        ? decided(decision)
        : resolved(literals, names, maxHosts);
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
      List<Asked> literals, Map<String, String> names, long maxHosts) {
    Map<String, CompletableFuture<Answer>> answers = new LinkedHashMap<>();
    names.forEach((name, written) -> answers.put(written, lookups.resolve(name)));
    return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
        .thenApplyAsync(done -> judged(literals, answers, maxHosts), Thread::startVirtualThread);
  }

  private ScopeDecision judged(
      List<Asked> literals, Map<String, CompletableFuture<Answer>> answers, long maxHosts) {
    List<Asked> asked = new ArrayList<>(literals);
    Map<InetAddress, String> nameOf = new HashMap<>();
    for (Map.Entry<String, CompletableFuture<Answer>> entry : answers.entrySet()) {
      String name = entry.getKey();
      switch (entry.getValue().join()) {
        case Answer.NotFound missing -> {
          return new Malformed(name, Quoted.of(name) + ": " + missing.reason() + ".");
        }
        case Answer.Found found -> {
          List<IPAddressSeqRange> addresses = new ArrayList<>();
          for (InetAddress resolved : found.addresses()) {
            IPAddress address = address(resolved);
            Optional<Refusal> refusal = rules.refuse(RangeSet.of(address.toSequentialRange()));
            if (refusal.isPresent()) {
              return resolvesOutside(name, address, refusal.get());
            }
            addresses.add(address.toSequentialRange());
            nameOf.putIfAbsent(address.toInetAddress(), name);
          }
          asked.add(new Asked(name, RangeSet.of(addresses)));
        }
      }
    }
    return sized(asked, nameOf, maxHosts);
  }

  private static ScopeDecision sized(
      List<Asked> asked, Map<InetAddress, String> nameOf, long maxHosts) {
    RangeSet all = RangeSet.union(asked.stream().map(Asked::addresses).toList());
    if (all.count().compareTo(BigInteger.valueOf(maxHosts)) <= 0) {
      return new Allowed(new TargetSet(all, nameOf));
    }
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
            all.count(),
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

  private static IPAddress address(InetAddress resolved) {
    // Rebuilt from its bytes alone, so that a scope id of the resolving machine is dropped.
    return resolved instanceof Inet6Address
        ? new IPv6Address(resolved.getAddress())
        : new IPv4Address(resolved.getAddress());
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

  private static Denied resolvesOutside(String name, IPAddress address, Refusal refusal) {
    return new Denied(
        name,
        refusal.rule(),
        Quoted.of(name)
            + " resolves to "
            + address.toCanonicalString()
            + ", which "
            + refusal.reason()
            + ". Every address of a name must be allowed.");
  }

  private static CompletionStage<ScopeDecision> decided(ScopeDecision decision) {
    return CompletableFuture.completedFuture(decision);
  }
}
