package io.switchgear.watch.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What is so at this moment: of each thing the newest value only, under a version that grows.
 * Whoever reads holds the version that it has seen, and skips what it had no time for. Safe for use
 * by many threads; nothing here waits for a reader.
 */
public final class LiveValues {

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Long> versions = new HashMap<>();
  private final TreeMap<Long, ObjectNode> values = new TreeMap<>();
  private long last;

  /**
   * What a reader gets.
   *
   * @param values oldest first, each with its {@code type}
   * @param version to read on from
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
   * Puts a value in the place of the one before.
   *
   * @param key of the thing
   * @param value with its {@code type}; not changed afterwards
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

  /** There is no such thing any more. */
  synchronized void remove(String key) {
    Long before = versions.remove(key);
    if (before != null) {
      values.remove(before);
    }
  }

  /**
   * Tells that there is something newer, from now on.
   *
   * @param listener must return at once, from any thread
   */
  public EventLog.Listening listen(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
