package io.switchgear.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The known keys: those of {@code reference.conf}. A tool's block may also have the keys of {@code
 * tools.default}.
 */
final class KnownKeys {

  private static final String ROOT = "switchgear";
  private static final String TOOLS = ROOT + ".tools";

  private final ConfigObject reference;
  private final ConfigObject known;
  private final Set<String> paths = new TreeSet<>();
  private final Set<String> leaves = new TreeSet<>();

  /**
   * @param reference all of {@code reference.conf}, resolved
   */
  KnownKeys(ConfigObject reference) {
    this.reference = reference;
    ConfigObject root = (ConfigObject) reference.get(ROOT);
    ConfigObject tools = (ConfigObject) root.get("tools");
    for (String tool : tools.keySet()) {
      tools = tools.withValue(tool, tools.get(tool).withFallback(tools.get("default")));
    }
    this.known = root.withValue("tools", tools);
    gather(known, ROOT);
  }

  private void gather(ConfigObject block, String path) {
    for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
      String key = join(path, entry.getKey());
      paths.add(key);
      if (entry.getValue() instanceof ConfigObject inner) {
        gather(inner, key);
      } else {
        leaves.add(key);
      }
    }
  }

  /** The full names of all keys that have a value, for each tool those of all tools too. */
  Set<String> leaves() {
    return leaves;
  }

  /** The full names of the blocks on the highest level. */
  List<String> topBlocks() {
    return known.entrySet().stream()
        .filter(entry -> entry.getValue() instanceof ConfigObject)
        .map(entry -> join(ROOT, entry.getKey()))
        .toList();
  }

  /** The tools that have a block, without {@code default}. */
  List<String> tools() {
    List<String> names = new ArrayList<>(((ConfigObject) known.get("tools")).keySet());
    names.remove("default");
    names.sort(Comparator.naturalOrder());
    return names;
  }

  /** Notes unknown keys on the highest level of a file. */
  void checkTop(ConfigObject file, Collection<SettingProblem> problems) {
    for (Map.Entry<String, ConfigValue> entry : file.entrySet()) {
      String key = entry.getKey();
      if (!reference.containsKey(key)) {
        String meant =
            paths.contains(ROOT + "." + key) ? ROOT + "." + key : nearest(key, reference.keySet());
        problems.add(unknown(key, entry.getValue().origin(), meant));
      }
    }
  }

  /** Notes unknown keys below {@code switchgear}, and values where a block is needed. */
  void check(ConfigValue switchgear, Collection<SettingProblem> problems) {
    check(switchgear, known, ROOT, problems);
  }

  private void check(
      ConfigValue actual, ConfigObject block, String path, Collection<SettingProblem> problems) {
    if (!(actual instanceof ConfigObject given)) {
      problems.add(
          new SettingProblem(
              path, "", Origins.shown(actual.origin()), "a block is needed: { key = value }"));
      return;
    }
    for (Map.Entry<String, ConfigValue> entry : given.entrySet()) {
      String key = join(path, entry.getKey());
      ConfigValue expected = block.get(entry.getKey());
      if (expected == null) {
        ConfigOrigin origin = entry.getValue().origin();
        problems.add(unknown(key, origin, nearest(key, path.equals(TOOLS) ? blocks() : paths)));
      } else if (expected instanceof ConfigObject inner) {
        check(entry.getValue(), inner, key, problems);
      }
    }
  }

  private List<String> blocks() {
    return tools().stream().map(tool -> join(TOOLS, tool)).toList();
  }

  private static SettingProblem unknown(String key, ConfigOrigin origin, String meant) {
    return new SettingProblem(
        key, "", Origins.shown(origin), "unknown key; did you mean " + meant + "?");
  }

  private static String join(String path, String key) {
    return path + "." + ConfigUtil.joinPath(key);
  }

  /**
   * A key with the same last step in another block, otherwise the one with the most similar
   * spelling.
   */
  private static String nearest(String key, Collection<String> candidates) {
    return candidates.stream()
        .min(
            Comparator.<String, Boolean>comparing(
                    candidate -> !lastStep(candidate).equals(lastStep(key)))
                .thenComparingInt(candidate -> Spelling.distance(key, candidate))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  private static String lastStep(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
