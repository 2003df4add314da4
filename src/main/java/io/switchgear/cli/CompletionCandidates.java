package io.switchgear.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Values that shell completion suggests. The completion script is made without a server, so it
 * knows only built-in values. Commands accept other values too.
 */
final class CompletionCandidates {

  private CompletionCandidates() {}

  /** Names of tools. */
  static final class Tools extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Tools() {
      super(List.of("nmap", "port_scan"));
    }
  }

  /** Scan templates. */
  static final class Templates extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Templates() {
      super(List.of("quick", "standard", "thorough", "comprehensive", "discovery", "version"));
    }
  }

  /** Drill faults, as the server names them. */
  static final class Faults extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Faults() {
      super(List.of("fail", "hang", "slow"));
    }
  }
}
