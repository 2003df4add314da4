package io.switchgear.mcp.legacy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds the bytes that the finished streams of all sessions keep. Beyond the bound the stream that
 * finished first is dropped, but never the one that finished last: its answer may be large, and its
 * client may have just lost the connection.
 */
final class ReplayBudget {

  private final long maxBytes;

  /** The bytes of each stream, in the order in which they finished. */
  private final Map<ReplayBuffer, Integer> finished = new LinkedHashMap<>();

  private long bytes;

  /**
   * @param maxBytes at least 1
   */
  ReplayBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** A sixteenth of the maximum heap. */
  static ReplayBudget ofHeap() {
    return new ReplayBudget(Runtime.getRuntime().maxMemory() / 16);
  }

  /** Counts a stream that has finished; does nothing if it keeps no events. */
  void add(ReplayBuffer log) {
    oldestOf(log).forEach(ReplayBuffer::clear);
  }

  private synchronized List<ReplayBuffer> oldestOf(ReplayBuffer newest) {
    int more = newest.bytes();
    if (more == 0) {
      return List.of();
    }
    finished.put(newest, more);
    bytes += more;
    List<ReplayBuffer> oldest = new ArrayList<>();
    Iterator<Map.Entry<ReplayBuffer, Integer>> each = finished.entrySet().iterator();
    while (bytes > maxBytes && finished.size() > 1) {
      Map.Entry<ReplayBuffer, Integer> next = each.next();
      each.remove();
      bytes -= next.getValue();
      oldest.add(next.getKey());
    }
    return oldest;
  }

  /** Stops counting a stream; does nothing if it is not counted. */
  synchronized void remove(ReplayBuffer log) {
    Integer less = finished.remove(log);
    if (less != null) {
      bytes -= less;
    }
  }

  synchronized long bytes() {
    return bytes;
  }
}
