package io.switchgear.scope;

import io.switchgear.scope.Notation.Written;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One rule of a scope file.
 *
 * @param effect whether it allows or denies
 * @param targets at least one: addresses, CIDR blocks, IPv4 ranges; and names, as the suffixes of
 *     {@link ScopePolicy#allowNames}
 * @param ports the ports that it allows or denies
 * @param principals names of callers, or {@code *}
 * @param tools names of tools, or {@code *}
 * @param authoriser who allowed or denied it
 * @param reference of the contract or the ticket
 * @param from when it becomes valid; always was if empty
 * @param until when it is valid no more; never if empty
 * @param line where it begins in its file; from 1
 */
public record ScopeRule(
    Effect effect,
    List<String> targets,
    PortSet ports,
    Set<String> principals,
    Set<String> tools,
    String authoriser,
    String reference,
    Optional<Instant> from,
    Optional<Instant> until,
    int line) {

  /** Stands for every principal, and for every tool. */
  public static final String ANY = "*";

  private static final int TARGETS_SHOWN = 4;

  /** What a rule does. */
  public enum Effect {
    ALLOW,
    DENY;

    @Override
    public String toString() {
      return this == ALLOW ? "allow" : "deny";
    }
  }

  /** Where a moment is in the validity of a rule. */
  enum Validity {
    NOT_YET("not yet valid"),
    IN_FORCE("in force"),
    EXPIRED("expired");

    private final String text;

    Validity(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * @throws ScopePolicyException if a target cannot be read; the component is {@code allow} or
   *     {@code deny}
   */
  public ScopeRule {
    targets = List.copyOf(targets);
    principals = Set.copyOf(principals);
    tools = Set.copyOf(tools);
    for (String target : targets) {
      if (isName(target)) {
        ScopeEntries.suffix(effect.toString(), target);
      } else {
        addresses(effect, target);
      }
    }
  }

  /** Addresses and names look different: only a name may begin with a dot. */
  private static boolean isName(String target) {
    return target.startsWith(".") || Notation.read(target) instanceof Written.Name;
  }

  private static RangeSet addresses(Effect effect, String target) {
    return switch (effect) {
      case ALLOW -> ScopeEntries.allowed(target);
      case DENY -> ScopeEntries.addresses("deny", target);
    };
  }

  /** The addresses that it allows, without special blocks that it does not open; or denies. */
  RangeSet addresses() {
    List<RangeSet> all = new ArrayList<>();
    for (String target : targets) {
      if (!isName(target)) {
        RangeSet written = addresses(effect, target);
        all.add(effect == Effect.ALLOW ? SpecialBlocks.openedBy(written) : written);
      }
    }
    return RangeSet.union(all);
  }

  /** The names in it, in lower case. */
  List<String> suffixes() {
    return targets.stream()
        .filter(ScopeRule::isName)
        .map(name -> ScopeEntries.suffix(effect.toString(), name))
        .toList();
  }

  boolean concerns(String principal) {
    return principals.contains(ANY) || principals.contains(principal);
  }

  boolean covers(String tool) {
    return tools.contains(ANY) || tools.contains(tool);
  }

  Validity at(Instant now) {
    if (from.isPresent() && now.isBefore(from.get())) {
      return Validity.NOT_YET;
    }
    return until.isPresent() && !now.isBefore(until.get()) ? Validity.EXPIRED : Validity.IN_FORCE;
  }

  /** What it allows or denies, such as {@code allow 203.0.113.0/24 ports 80, 443}. */
  String text() {
    return effect
        + " "
        + String.join(", ", targets.subList(0, Math.min(TARGETS_SHOWN, targets.size())))
        + (targets.size() > TARGETS_SHOWN
            ? " and " + (targets.size() - TARGETS_SHOWN) + " more"
            : "")
        + (ports.isAll() ? "" : " ports " + ports);
  }

  /** Who is behind it, such as {@code authorised by J. Doe, reference SOW-114}. */
  String authority() {
    return (effect == Effect.ALLOW ? "authorised by " : "denied by ")
        + authoriser
        + ", reference "
        + reference;
  }
}
