package io.switchgear.config;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the current settings and replaces them while the server runs: all of them or none. A key
 * that no part of the server applies needs a restart, and keeps its value until then.
 */
public final class Reloading {

  private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);
  private static final String ANY = "*";
  private static final String ROOT = "switchgear";

  private final List<Consumer<Reloaded>> listeners = new CopyOnWriteArrayList<>();
  private final List<Reloadable> components = new CopyOnWriteArrayList<>();
  private volatile Settings current;

  public Reloading(Settings settings) {
    this.current = settings;
  }

  /** The settings in effect. */
  public Settings current() {
    return current;
  }

  /** Adds a part. Parts are prepared and changed in the order in which they were added. */
  public void add(Reloadable component) {
    components.add(component);
  }

  /** Reports every later reload to the listener. */
  public void listen(Consumer<Reloaded> listener) {
    listeners.add(listener);
  }

  /**
   * Reads the same sources again and applies the changes. One reload runs at a time. Blocks.
   *
   * @param by the trigger, for the log
   */
  public synchronized Reloaded reload(String by) {
    Reloaded reloaded;
    try {
      reloaded = exchanged(by, current.source().read());
    } catch (SettingsException bad) {
      reloaded = new Reloaded(by, List.of(), List.of(), bad.problems());
    }
    log(reloaded);
    for (Consumer<Reloaded> listener : listeners) {
      listener.accept(reloaded);
    }
    return reloaded;
  }

  private Reloaded exchanged(String by, Settings read) {
    Settings before = current;
    List<SettingChange> all = SettingsView.changes(before, read);
    List<SettingChange> changed = new ArrayList<>();
    List<SettingChange> restart = new ArrayList<>();
    for (SettingChange change : all) {
      (isApplied(change.key(), before, read) ? changed : restart).add(change);
    }
    Settings after = restart.isEmpty() ? read : keeping(before, read, restart);
    if (!changed.isEmpty()) {
      List<Runnable> ready = new ArrayList<>();
      for (Reloadable component : components) {
        ready.add(prepared(component, before, after));
      }
      current = after;
      ready.forEach(Reloading::put);
    }
    return new Reloaded(by, changed, restart, List.of());
  }

  /** A part may refuse without naming a key; the first key that it applies is reported then. */
  private static Runnable prepared(Reloadable component, Settings before, Settings after) {
    try {
      return component.prepare(before, after);
    } catch (SettingsException refused) {
      throw refused;
    } catch (IllegalArgumentException refused) {
      String key = component.keys().stream().findFirst().orElse(ROOT);
      throw new SettingsException(key, String.valueOf(refused.getMessage()), refused);
    }
  }

  private static void put(Runnable inPlace) {
    try {
      inPlace.run();
    } catch (RuntimeException bug) {
      LOG.error("a part of the new configuration is not in effect", bug);
    }
  }

  private boolean isApplied(String key, Settings before, Settings after) {
    return components.stream()
        .anyMatch(
            component -> covers(component.keys(), key) && component.applies(key, before, after));
  }

  /**
   * Whether a claim covers the key, or a block that has it.
   *
   * @param claims as of {@link Reloadable#keys}
   */
  public static boolean covers(List<String> claims, String key) {
    return claims.stream().anyMatch(claim -> covers(claim, key));
  }

  private static boolean covers(String claim, String key) {
    List<String> claimed = SettingsView.steps(claim.replace(ANY, '"' + ANY + '"'));
    List<String> steps = SettingsView.steps(key);
    if (claimed.size() > steps.size()) {
      return false;
    }
    for (int i = 0; i < claimed.size(); i++) {
      if (!claimed.get(i).equals(ANY) && !claimed.get(i).equals(steps.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The settings that were read, with the current values of the keys that need a restart. */
  private static Settings keeping(Settings before, Settings read, List<SettingChange> restart) {
    Config values = read.system();
    Set<String> keys = restart.stream().map(SettingChange::key).collect(Collectors.toSet());
    for (String key : keys) {
      values =
          before.system().hasPathOrNull(key)
              ? values.withValue(key, before.system().getValue(key))
              : values.withoutPath(key);
    }
    return read.source().read(values);
  }

  private static void log(Reloaded reloaded) {
    if (!reloaded.applied()) {
      LOG.warn(
          "the configuration is unchanged, because the new one ({}) cannot be used:\n{}",
          reloaded.by(),
          reloaded.problems().stream()
              .map(SettingProblem::toString)
              .collect(Collectors.joining("\n")));
      return;
    }
    LOG.info(
        "configuration reloaded ({}): {}{}",
        reloaded.by(),
        reloaded.changed().isEmpty()
            ? "nothing has changed"
            : "changed are " + keys(reloaded.changed()),
        reloaded.needsRestart().isEmpty()
            ? ""
            : "; a restart is needed for " + keys(reloaded.needsRestart()));
  }

  private static String keys(List<SettingChange> changes) {
    return String.join(
        ", ",
        changes.stream()
            .map(SettingChange::key)
            .collect(Collectors.toCollection(LinkedHashSet::new)));
  }
}
