package io.switchgear.mcp.legacy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the finished streams of all sessions keep together for clients that come back. Beyond it the
 * stream that finished first is forgotten, but never the one that finished last: an answer may be
 * large, and its client may have lost its connection meanwhile.
 */
final class ReplayBudget {

  private final long maxBytes;

  /** What each keeps, in the order in which they finished. */
  private final Map<ReplayBuffer, Integer> finished = new LinkedHashMap<>();

  private long bytes;

  /**
   * @param maxBytes at least 1
   */
  ReplayBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** A sixteenth of what the heap may become. */
  static ReplayBudget ofHeap() {
    return new ReplayBudget(Runtime.getRuntime().maxMemory() / 16);
  }

  /** Counts a stream that has finished; does nothing if it was forgotten before. */
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

  /** Does nothing if the stream is not counted. */
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
