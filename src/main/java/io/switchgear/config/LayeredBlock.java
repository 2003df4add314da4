package io.switchgear.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.RecordComponent;
import java.util.List;

/**
 * A block that falls back to others, key by key.
 *
 * @param values resolved
 * @param defaults {@code reference.conf}, resolved
 * @param paths full names of the blocks, the strongest first
 */
record LayeredBlock(Config values, Config defaults, List<String> paths) implements KeyBlock {

  private static final String DEFAULT = "default";

  /**
   * The component's name with hyphens. If {@code reference.conf} has no such key, a hyphen may be a
   * dot there: {@code halfOpenPermits} is {@code half-open.permits}.
   */
  @Override
  public String keyOf(RecordComponent component) {
    String key = KeyNames.of(component);
    if (find(defaults, key) != null) {
      return key;
    }
    for (int at = key.indexOf('-'); at >= 0; at = key.indexOf('-', at + 1)) {
      String dotted = key.substring(0, at) + '.' + key.substring(at + 1);
      if (find(defaults, dotted) != null) {
        return dotted;
      }
    }
    return key;
  }

  private static ConfigValue at(Config config, String path) {
    if (!config.hasPathOrNull(path)) {
      return null;
    }
    ConfigValue at = config.root();
    for (String step : ConfigUtil.splitPath(path)) {
      at = ((ConfigObject) at).get(step);
    }
    return at;
  }

  private ConfigValue find(Config config, String key) {
    return at(config, pathIn(config, key));
  }

  private String pathIn(Config config, String key) {
    return paths.stream()
        .map(path -> path + "." + key)
        .filter(config::hasPathOrNull)
        .findFirst()
        .orElse(paths.getFirst() + "." + key);
  }

  @Override
  public ConfigValue given(String key) {
    return find(values, key);
  }

  @Override
  public ConfigValue fallback(String key, Setting how) {
    return find(defaults, key);
  }

  @Override
  public LayeredBlock below(String key) {
    return new LayeredBlock(
        values, defaults, paths.stream().map(path -> path + "." + key).toList());
  }

  /** The names of the blocks below this one that {@code reference.conf} has. */
  List<String> names() {
    return ((ConfigObject) at(defaults, path()))
        .keySet().stream().filter(name -> !name.equals(DEFAULT)).sorted().toList();
  }

  /** The block of that name, which has the keys of the block {@code default} as well. */
  LayeredBlock named(String name) {
    return new LayeredBlock(
        values,
        defaults,
        List.of(path() + "." + ConfigUtil.joinPath(name), path() + "." + DEFAULT));
  }

  @Override
  public String path() {
    return paths.getFirst();
  }

  @Override
  public String path(String key) {
    return pathIn(values, key);
  }

  @Override
  public String where(String key) {
    ConfigValue value = given(key);
    return value == null ? "" : Origins.shown(value.origin());
  }

  @Override
  public String where() {
    ConfigValue value = at(values, path());
    return value == null ? "" : Origins.shown(value.origin());
  }

  @Override
  public boolean isListed() {
    return false;
  }
}
