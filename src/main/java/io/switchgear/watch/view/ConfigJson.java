package io.switchgear.watch.view;

import io.switchgear.config.Reloaded;
import io.switchgear.config.SettingChange;
import io.switchgear.config.SettingProblem;
import io.switchgear.config.Settings;
import io.switchgear.config.SettingsView;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The configuration in effect, without its secrets.
 *
 * @param file null if there is none
 */
public record ConfigJson(Optional<String> file, List<Value> values) {

  /**
   * One setting.
   *
   * @param value in HOCON
   * @param origin file and line, environment variable, command line or default
   */
  public record Value(String key, String value, String origin) {}

  public static ConfigJson of(Settings settings) {
    return new ConfigJson(
        settings.source().file().map(Path::toString),
        SettingsView.of(settings).stream()
            .map(line -> new Value(line.key(), line.value(), line.origin()))
            .toList());
  }

  /**
   * The result of a reload.
   *
   * @param applied whether the configuration was valid; if not, nothing has changed
   * @param changed what is in effect now
   * @param needsRestart what differs in the file and is not in effect
   */
  public record Reload(
      boolean applied, List<Change> changed, List<Change> needsRestart, List<Problem> problems) {

    public static Reload of(Reloaded reloaded) {
      return new Reload(
          reloaded.applied(),
          reloaded.changed().stream().map(Change::of).toList(),
          reloaded.needsRestart().stream().map(Change::of).toList(),
          reloaded.problems().stream().map(Problem::of).toList());
    }
  }

  /**
   * A setting that has changed.
   *
   * @param from empty if there was none
   * @param to empty if there is none any more
   */
  public record Change(String key, String from, String to) {

    static Change of(SettingChange change) {
      return new Change(change.key(), change.from(), change.to());
    }
  }

  /**
   * A setting that is wrong.
   *
   * @param where file and line
   */
  public record Problem(String key, String value, String where, String message) {

    static Problem of(SettingProblem problem) {
      return new Problem(problem.key(), problem.value(), problem.where(), problem.message());
    }
  }
}
