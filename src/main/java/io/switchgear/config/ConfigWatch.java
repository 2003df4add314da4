package io.switchgear.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the files that the settings were read from, and reloads when one changes: the
 * configuration file, and the scope file that it names.
 */
public final class ConfigWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);

  private final Reloading reloading;
  private final Map<Path, FileWatch> watches = new HashMap<>();
  private boolean closed;

  private ConfigWatch(Reloading reloading) {
    this.reloading = reloading;
  }

  /** Watches what the settings want watched, and follows them when they name another file. */
  public static ConfigWatch start(Reloading reloading) {
    ConfigWatch watch = new ConfigWatch(reloading);
    watch.follow();
    reloading.listen(reloaded -> watch.follow());
    return watch;
  }

  private synchronized void follow() {
    Settings settings = reloading.current();
    if (closed || !settings.reload().watch()) {
      return;
    }
    Set<Path> wanted = new HashSet<>();
    settings.source().file().ifPresent(wanted::add);
    if (!settings.scope().file().path().isEmpty()) {
      wanted.add(Path.of(settings.scope().file().path()));
    }
    watches
        .entrySet()
        .removeIf(
            entry -> {
              boolean left = !wanted.contains(entry.getKey());
              if (left) {
                entry.getValue().close();
              }
              return left;
            });
    for (Path file : wanted) {
      if (!watches.containsKey(file)) {
        watch(file, settings);
      }
    }
  }

  private void watch(Path file, Settings settings) {
    try {
      watches.put(
          file,
          FileWatch.start(file, settings.reload().debounce(), () -> reloading.reload("file")));
    } catch (IOException unwatchable) {
      LOG.warn(
          "{} cannot be watched ({}); reload by SIGHUP or POST /api/v1/config/reload",
          file,
          unwatchable.toString());
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    watches.values().forEach(FileWatch::close);
    watches.clear();
  }
}
