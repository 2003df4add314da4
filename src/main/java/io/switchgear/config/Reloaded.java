package io.switchgear.config;

import java.util.List;

/**
 * The result of a reload.
 *
 * @param by the trigger: {@code api}, {@code signal} or {@code file}
 * @param changed changes that are in effect
 * @param needsRestart changes that need a restart to take effect
 * @param problems why nothing has changed; empty if the reload was applied
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

  /** Whether the configuration is valid, so that all changes without a restart are in effect. */
  public boolean applied() {
    return problems.isEmpty();
  }
}
