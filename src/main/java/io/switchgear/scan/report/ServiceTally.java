package io.switchgear.scan.report;

import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts open ports by port and service, in bounded memory. */
final class ServiceTally {

  /** Further ones are counted together: a scan of all ports of many hosts can find thousands. */
  private static final int MAX_KEYS = 5_000;

  /**
   * @param service name, with {@code ssl/} before it if it is in a tunnel; may be empty
   */
  record Key(int port, String protocol, String service) {}

  record Entry(Key key, long hosts) {}

  private final Map<Key, Long> counts = new HashMap<>();
  private long rest;

  void add(Host host) {
    for (Port port : host.ports()) {
      if (port.isOpen()) {
        String tunnel = port.service().tunnel();
        String name = (tunnel.isEmpty() ? "" : tunnel + "/") + port.service().name();
        Key key = new Key(port.port(), port.protocol(), name);
        if (counts.size() < MAX_KEYS || counts.containsKey(key)) {
          counts.merge(key, 1L, Long::sum);
        } else {
          rest++;
        }
      }
    }
  }

  /** The most frequent first. */
  List<Entry> top(int limit) {
    return counts.entrySet().stream()
        .map(entry -> new Entry(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparing((Entry entry) -> -entry.hosts())
                .thenComparing(entry -> entry.key().port())
                .thenComparing(entry -> entry.key().protocol())
                .thenComparing(entry -> entry.key().service()))
        .limit(limit)
        .toList();
  }

  /** The number of different ones; at least, if there are more than are counted. */
  int distinct() {
    return counts.size();
  }

  boolean overflowed() {
    return rest > 0;
  }
}
