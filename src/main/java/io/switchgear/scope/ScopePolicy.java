package io.switchgear.scope;

import java.util.List;

/**
 * The operator's rules as text in target notation: addresses, CIDR blocks, ranges. {@link
 * ScanScope} validates them.
 *
 * @param allow blocks that may be scanned in addition to loopback and private networks; a special
 *     block such as 169.254.0.0/16 is opened only by an entry inside it
 * @param deny blocks that may not be scanned; overrides {@code allow}
 * @param allowNames suffixes of names that may be resolved: {@code .lab.internal} for the names
 *     below it, {@code nas.home} for that name and the names below it; their addresses are checked
 *     too
 * @param intrusive whether options that can disrupt a target may be used
 * @param unfencedScripts whether a scanner's scripts may run without a network fence
 * @param file the rules of a scope file
 */
public record ScopePolicy(
    List<String> allow,
    List<String> deny,
    List<String> allowNames,
    boolean intrusive,
    boolean unfencedScripts,
    ScopeFile file) {

  /**
   * Loopback and private networks, names below {@code .lab.internal}, no intrusive options, no
   * unfenced scripts.
   */
  public static final ScopePolicy DEFAULT =
      new ScopePolicy(List.of(), List.of(), List.of(".lab.internal"), false);

  /** A policy without a scope file, in which scripts run only in a fence. */
  public ScopePolicy(
      List<String> allow, List<String> deny, List<String> allowNames, boolean intrusive) {
    this(allow, deny, allowNames, intrusive, false, ScopeFile.NONE);
  }

  /** The same policy with another scope file. */
  public ScopePolicy with(ScopeFile other) {
    return new ScopePolicy(allow, deny, allowNames, intrusive, unfencedScripts, other);
  }

  public ScopePolicy {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
    allowNames = List.copyOf(allowNames);
  }
}
