package io.switchgear.watch.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Current values: only the newest value of each key, with a growing version number. A reader holds
 * the version that it has seen and skips values that were replaced meanwhile. Thread-safe; never
 * waits for a reader.
 */
public final class LiveValues {

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Long> versions = new HashMap<>();
  private final TreeMap<Long, ObjectNode> values = new TreeMap<>();
  private long last;

  /**
   * A batch of values for a reader.
   *
   * @param values oldest first, each with its {@code type}
   * @param version the version for the next batch
   */
  public record Batch(List<ObjectNode> values, long version) {}

  /**
   * The values that are newer than a version.
   *
   * @param version 0 for all
   * @param limit at least 1
   * @return empty if there is none
   */
  public synchronized Optional<Batch> after(long version, int limit) {
    List<Map.Entry<Long, ObjectNode>> newer =
        values.tailMap(version, false).entrySet().stream().limit(limit).toList();
    return newer.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Batch(newer.stream().map(Map.Entry::getValue).toList(), newer.getLast().getKey()));
  }

  /**
   * Replaces the value of a key.
   *
   * @param key identifies the value
   * @param value with its {@code type}; must not be changed afterwards
   */
  public void put(String key, ObjectNode value) {
    synchronized (this) {
      Long before = versions.put(key, ++last);
      if (before != null) {
        values.remove(before);
      }
      values.put(last, value);
    }
    listeners.forEach(Runnable::run);
  }

  /** Removes the value of a key. */
  synchronized void remove(String key) {
    Long before = versions.remove(key);
    if (before != null) {
      values.remove(before);
    }
  }

  /**
   * Adds a listener that runs after each change.
   *
   * @param listener must return at once; called from any thread
   */
  public EventLog.Listening listen(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
