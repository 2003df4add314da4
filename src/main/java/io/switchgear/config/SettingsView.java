package io.switchgear.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.switchgear.scope.ScopeFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The configuration in effect, for display. */
public final class SettingsView {

  private static final String ROOT = "switchgear";

  /** The blocks of libraries, which operators can also set. */
  private static final List<String> LIBRARIES = List.of("pekko", "kamon");

  private SettingsView() {}

  /**
   * A key and its value.
   *
   * @param value in HOCON on one line; secrets are not shown
   * @param origin file and line, environment variable, command line, system property, or default
   */
  public record Line(String key, String value, String origin) {}

  /** Every key of Switchgear, sorted by name. */
  public static List<Line> of(Settings settings) {
    List<Line> lines = new ArrayList<>();
    leaves(settings.system(), List.of(ROOT))
        .forEach(
            (key, value) ->
                lines.add(new Line(key, Redaction.shown(key, value), origin(value.origin()))));
    return lines;
  }

  private static String origin(ConfigOrigin origin) {
    String where = Origins.shown(origin);
    return where.contains("reference.conf") ? "default" : where;
  }

  /** The keys whose values differ, those of the libraries too, sorted by name. */
  static List<SettingChange> changes(Settings from, Settings to) {
    List<String> roots = new ArrayList<>(LIBRARIES);
    roots.add(ROOT);
    Map<String, ConfigValue> before = leaves(from.system(), roots);
    Map<String, ConfigValue> after = leaves(to.system(), roots);
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    List<SettingChange> changes = new ArrayList<>();
    for (String key : keys) {
      ConfigValue was = before.get(key);
      ConfigValue is = after.get(key);
      if (was == null || is == null || !was.unwrapped().equals(is.unwrapped())) {
        changes.add(new SettingChange(key, shown(key, was), shown(key, is)));
      }
    }
    String webhooks = ROOT + ".webhooks";
    if (!from.webhooks().equals(to.webhooks())
        && changes.stream().noneMatch(change -> change.key().equals(webhooks))) {
      changes.add(new SettingChange(webhooks, Redaction.SECRET, Redaction.SECRET));
    }
    String file = ROOT + ".scope.file";
    if (!from.scope().file().equals(to.scope().file())
        && changes.stream().noneMatch(change -> change.key().equals(file))) {
      changes.add(new SettingChange(file, rules(from.scope().file()), rules(to.scope().file())));
    }
    return changes;
  }

  /** Of a file whose content has changed. */
  private static String rules(ScopeFile file) {
    return "%s with %d rules".formatted(file.path(), file.rules().size());
  }

  private static String shown(String key, ConfigValue value) {
    return value == null ? "" : Redaction.shown(key, value);
  }

  private static Map<String, ConfigValue> leaves(Config config, List<String> roots) {
    Map<String, ConfigValue> leaves = new TreeMap<>();
    for (String root : roots) {
      if (config.hasPath(root)) {
        config
            .getConfig(root)
            .entrySet()
            .forEach(entry -> leaves.put(root + "." + entry.getKey(), entry.getValue()));
      }
    }
    return leaves;
  }

  /** The steps of a key. */
  static List<String> steps(String key) {
    return ConfigUtil.splitPath(key);
  }
}
