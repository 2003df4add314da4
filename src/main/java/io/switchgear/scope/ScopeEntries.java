package io.switchgear.scope;

import io.switchgear.scope.Notation.Written;
import java.util.Locale;

/** Reads the entries of a policy. Every method throws {@link ScopePolicyException}. */
final class ScopeEntries {

  private ScopeEntries() {}

  /** The addresses of an entry that allows, with special blocks that it does not open. */
  static RangeSet allowed(String entry) {
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

  static RangeSet addresses(String component, String entry) {
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

  /** A suffix of names in lower case. */
  static String suffix(String component, String entry) {
    String fault = Notation.nameFault(entry.startsWith(".") ? entry.substring(1) : entry);
    if (fault != null) {
      throw new ScopePolicyException(
          component,
          entry,
          fault,
          "a suffix (.lab.internal, for the names under it) or a name"
              + " (nas.home, for it and the names under it)");
    }
    return entry.toLowerCase(Locale.ROOT);
  }

  /** Whether a name is one that the suffix means. */
  static boolean matches(String suffix, String lowerCaseName) {
    return suffix.startsWith(".")
        ? lowerCaseName.endsWith(suffix)
        : lowerCaseName.equals(suffix) || lowerCaseName.endsWith("." + suffix);
  }
}
