package io.switchgear.config;

import java.util.List;

/**
 * What became of a reload.
 *
 * @param by what asked for it: {@code api}, {@code signal} or {@code file}
 * @param changed what is in effect now
 * @param needsRestart what differs in the file and is not in effect
 * @param problems why nothing has changed; empty if it was applied
 */
public record Reloaded(
    String by,
    List<SettingChange> changed,
    List<SettingChange> needsRestart,
    List<SettingProblem> problems) {

  public Reloaded {
    changed = List.copyOf(changed);
    needsRestart = List.copyOf(needsRestart);
    problems = List.copyOf(problems);
  }

  /** Whether the file is valid and, as far as that is possible, in effect. */
  public boolean applied() {
    return problems.isEmpty();
  }
}
