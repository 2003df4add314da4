package io.switchgear.scope;

import java.util.List;

/**
 * The operator's rules, as text in target notation (an address, a CIDR block, a range); checked
 * when the {@link ScanScope} is built.
 *
 * @param allow blocks that may be scanned besides the built-in private ones; a special block such
 *     as 169.254.0.0/16 is opened only by an entry that lies inside it
 * @param deny blocks that may not, whatever allows them
 * @param allowNames suffixes of names that may be resolved: {@code .lab.internal} for the names
 *     under it, {@code nas.home} for that name and those under it; their addresses are checked all
 *     the same
 * @param intrusive whether options that can disturb a target may be used at all
 * @param unfencedScripts whether a scanner's scripts may run where the kernel cannot hold them to
 *     their targets
 */
public record ScopePolicy(
    List<String> allow,
    List<String> deny,
    List<String> allowNames,
    boolean intrusive,
    boolean unfencedScripts) {

  /**
   * Loopback and private networks, names under {@code .lab.internal}, nothing intrusive or
   * unfenced.
   */
  public static final ScopePolicy DEFAULT =
      new ScopePolicy(List.of(), List.of(), List.of(".lab.internal"), false, false);

  /** Scripts run in a fence only. */
  public ScopePolicy(
      List<String> allow, List<String> deny, List<String> allowNames, boolean intrusive) {
    this(allow, deny, allowNames, intrusive, false);
  }

  public ScopePolicy {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
    allowNames = List.copyOf(allowNames);
  }
}
