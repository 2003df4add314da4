package io.switchgear.scope;

import java.util.List;

/**
 * The content of a scope file.
 *
 * @param path of the file; empty if there is none
 * @param builtIn whether loopback and private networks are allowed without a rule
 * @param rules in the order of the file
 */
public record ScopeFile(String path, boolean builtIn, List<ScopeRule> rules) {

  /** No file, and thus no rules. */
  public static final ScopeFile NONE = new ScopeFile("", true, List.of());

  public ScopeFile {
    rules = List.copyOf(rules);
  }

  /** The name of the file without its folder. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
