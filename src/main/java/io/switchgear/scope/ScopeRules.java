package io.switchgear.scope;

import io.switchgear.scope.Notation.Written;
import io.switchgear.scope.SpecialBlocks.SpecialBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A compiled policy. Allowed are the built-in blocks and the operator's, without special blocks
 * that are not opened explicitly, and without denied blocks. Everything else is refused.
 */
final class ScopeRules {

  private static final int BLOCKS_SHOWN = 4;

  private static final RangeSet BUILT_IN =
      RangeSet.union(
          List.of(
              SpecialBlocks.range("127.0.0.0", "127.255.255.255"),
              SpecialBlocks.range("10.0.0.0", "10.255.255.255"),
              SpecialBlocks.range("172.16.0.0", "172.31.255.255"),
              SpecialBlocks.range("192.168.0.0", "192.168.255.255"),
              SpecialBlocks.range("::1", "::1"),
              SpecialBlocks.range("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")));

  private final RangeSet allowed;
  private final List<Deny> denies;
  private final List<String> suffixes;
  private final String namesAllowed;

  private record Deny(String entry, RangeSet addresses) {}

  /**
   * Why a target is refused.
   *
   * @param rule the name of the rule
   * @param reason a clause that follows the target and a colon, with what is allowed and what to do
   */
  record Refusal(String rule, String reason) {}

  /**
   * @throws ScopePolicyException if an entry is not in target notation; the message names it
   */
  ScopeRules(ScopePolicy policy) {
    RangeSet open = SpecialBlocks.openedBy(BUILT_IN);
    for (String entry : policy.allow()) {
      open = open.plus(SpecialBlocks.openedBy(allowEntry(entry)));
    }
    List<Deny> closed = new ArrayList<>();
    for (String entry : policy.deny()) {
      Deny deny = new Deny(entry, addresses("deny", entry));
      closed.add(deny);
      open = open.minus(deny.addresses());
    }
    this.allowed = open;
    this.denies = List.copyOf(closed);
    this.suffixes = policy.allowNames().stream().map(ScopeRules::suffix).toList();
    this.namesAllowed =
        policy.allowNames().isEmpty()
            ? "localhost"
            : "localhost and names under " + String.join(", ", policy.allowNames());
  }

  /** The refusal of the addresses; empty if all are allowed. */
  Optional<Refusal> refuse(RangeSet addresses) {
    if (allowed.contains(addresses)) {
      return Optional.empty();
    }
    String part = allowedPart(addresses);
    for (Deny deny : denies) {
      if (deny.addresses().overlaps(addresses)) {
        boolean whole = deny.addresses().contains(addresses);
        return Optional.of(
            new Refusal(
                "deny " + deny.entry(),
                (whole ? "is denied by" : "overlaps")
                    + " the operator's deny rule "
                    + deny.entry()
                    + part));
      }
    }
    RangeSet rest = addresses.minus(allowed);
    return Optional.of(
        SpecialBlocks.holdingAll(rest)
            .map(block -> special(block, addresses, part))
            .orElseGet(() -> outside(part)));
  }

  /** The refusal of a name; empty if it may be resolved. {@link #refuse} checks its addresses. */
  Optional<Refusal> refuseName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean under =
        lower.equals("localhost")
            || suffixes.stream()
                .anyMatch(
                    suffix ->
                        suffix.startsWith(".")
                            ? lower.endsWith(suffix)
                            : lower.equals(suffix) || lower.endsWith("." + suffix));
    return under
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                "name not allowed",
                "is a name that may not be resolved; allowed are "
                    + namesAllowed
                    + "; give an address, or have the operator add a suffix to scope.allow-names"));
  }

  private static Refusal outside(String part) {
    return new Refusal(
        "not allowed",
        "is not, or not wholly, in the allowed networks (loopback, private, and the operator's)"
            + part
            + "; the operator can add more to scope.allow");
  }

  private static Refusal special(SpecialBlock block, RangeSet addresses, String part) {
    return new Refusal(
        block.name(),
        (block.addresses().contains(addresses) ? "lies in the " : "overlaps the ")
            + block.name()
            + (block.byEntry()
                ? " block, which is closed unless an entry of scope.allow inside that block names"
                    + " it"
                : " block, whose addresses stand for IPv4 ones; write the IPv4 address")
            + part);
  }

  private String allowedPart(RangeSet addresses) {
    List<String> blocks =
        addresses.and(allowed).blocks().limit(BLOCKS_SHOWN + 1L).map(RangeSet::text).toList();
    if (blocks.isEmpty()) {
      return "";
    }
    return blocks.stream()
        .limit(BLOCKS_SHOWN)
        .collect(
            Collectors.joining(
                ", ",
                "; allowed of it: ",
                blocks.size() > BLOCKS_SHOWN ? " and more; ask for these alone" : ""));
  }

  private static RangeSet allowEntry(String entry) {
    RangeSet addresses = addresses("allow", entry);
    SpecialBlocks.embedding(addresses)
        .ifPresent(
            block -> {
              throw new ScopePolicyException(
                  "allow",
                  entry,
                  "lies in the "
                      + block.name()
                      + " block, whose addresses stand for IPv4 addresses; allow the IPv4 block"
                      + " instead",
                  "");
            });
    return addresses;
  }

  private static RangeSet addresses(String component, String entry) {
    return switch (Notation.read(entry)) {
      case Written.Block block -> block.addresses();
      case Written.Name ignored ->
          throw badEntry(component, entry, "is a name; names belong in scope.allow-names");
      case Written.Unreadable unreadable -> throw badEntry(component, entry, unreadable.reason());
    };
  }

  private static ScopePolicyException badEntry(String component, String entry, String reason) {
    return new ScopePolicyException(
        component,
        entry,
        reason,
        "an address (10.0.0.1, fd00::1), a CIDR block (10.0.0.0/24) or an IPv4"
            + " range (10.0.0.1-20)");
  }

  private static String suffix(String entry) {
    String fault = Notation.nameFault(entry.startsWith(".") ? entry.substring(1) : entry);
    if (fault != null) {
      throw new ScopePolicyException(
          "allowNames",
          entry,
          fault,
          "a suffix (.lab.internal, for the names under it) or a name"
              + " (nas.home, for it and the names under it)");
    }
    return entry.toLowerCase(Locale.ROOT);
  }
}
