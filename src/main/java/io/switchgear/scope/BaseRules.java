package io.switchgear.scope;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules that hold for all callers, tools, ports and times. Allowed are the built-in blocks and
 * the operator's, without special blocks that are not opened explicitly.
 *
 * @param open addresses that are allowed if no deny entry contains them
 * @param denies the operator's deny entries
 * @param suffixes of names that may be resolved, in lower case
 * @param builtIn whether the built-in blocks are among {@code open}
 */
record BaseRules(RangeSet open, List<Deny> denies, List<String> suffixes, boolean builtIn) {

  static final RangeSet BUILT_IN =
      RangeSet.union(
          List.of(
              SpecialBlocks.range("127.0.0.0", "127.255.255.255"),
              SpecialBlocks.range("10.0.0.0", "10.255.255.255"),
              SpecialBlocks.range("172.16.0.0", "172.31.255.255"),
              SpecialBlocks.range("192.168.0.0", "192.168.255.255"),
              SpecialBlocks.range("::1", "::1"),
              SpecialBlocks.range("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")));

  static final String LOCALHOST = "localhost";

  /** An entry of {@link ScopePolicy#deny}. */
  record Deny(String entry, RangeSet addresses) {
    String label() {
      return "deny " + entry;
    }
  }

  /**
   * @throws ScopePolicyException if an entry is not in target notation; the message names it
   */
  static BaseRules of(ScopePolicy policy) {
    boolean builtIn = policy.file().builtIn();
    List<RangeSet> open = new ArrayList<>();
    if (builtIn) {
      open.add(SpecialBlocks.openedBy(BUILT_IN));
    }
    policy.allow().forEach(entry -> open.add(SpecialBlocks.openedBy(ScopeEntries.allowed(entry))));
    return new BaseRules(
        RangeSet.union(open),
        policy.deny().stream()
            .map(entry -> new Deny(entry, ScopeEntries.addresses("deny", entry)))
            .toList(),
        policy.allowNames().stream()
            .map(entry -> ScopeEntries.suffix("allowNames", entry))
            .toList(),
        builtIn);
  }
}
