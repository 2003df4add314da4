package io.switchgear.calls.hosts;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.Caller;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The targets that each caller scanned successfully, as the caller wrote them, newest first.
 * Bounded, in memory only, thread-safe.
 */
public final class KnownHosts {

  /** Hosts of one caller. */
  static final int MAX_HOSTS = 64;

  static final int MAX_CALLERS = 256;

  /** Longer than any valid name or address. */
  private static final int MAX_CHARS = 255;

  /** By the caller's name; the caller with the latest scan is last. */
  private final Map<String, Deque<String>> byCaller = new LinkedHashMap<>(16, 0.75f, true);

  /** The hosts of one caller; callers do not see the hosts of others. */
  public synchronized List<String> of(Caller caller) {
    Deque<String> hosts = byCaller.get(caller.name());
    return hosts == null ? List.of() : new ArrayList<>(hosts);
  }

  /**
   * @param targets a list of texts; anything else is ignored
   */
  synchronized void scanned(Caller caller, JsonNode targets) {
    if (!targets.isArray() || targets.isEmpty()) {
      return;
    }
    Deque<String> hosts = byCaller.computeIfAbsent(caller.name(), name -> new ArrayDeque<>());
    int taken = 0;
    for (JsonNode target : targets) {
      String host = target.asText();
      if (target.isTextual() && !host.isBlank() && host.length() <= MAX_CHARS) {
        hosts.remove(host);
        hosts.addFirst(host);
        if (++taken == MAX_HOSTS) {
          break;
        }
      }
    }
    while (hosts.size() > MAX_HOSTS) {
      hosts.removeLast();
    }
    if (byCaller.size() > MAX_CALLERS) {
      byCaller.remove(byCaller.keySet().iterator().next());
    }
  }
}
