package io.switchgear.scan.compare;

import io.switchgear.scan.compare.Uncovered.Reason;
import io.switchgear.tool.hosts.Ranges;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what cannot be compared, in bounded memory. */
final class UncoveredTally {

  /** Further sets of ports are put together. */
  private static final int MAX_GROUPS = 200;

  private static final String VARIOUS = "various";

  private record Key(Side side, Reason reason, String ports) {}

  private final Map<Key, Ranges.Builder> groups = new LinkedHashMap<>();

  /**
   * @param address not lower than the one before
   * @param ports empty for the whole host
   */
  void add(Side side, Reason reason, String ports, InetAddress address) {
    Key key = new Key(side, reason, ports);
    if (!groups.containsKey(key) && groups.size() >= MAX_GROUPS && !ports.isEmpty()) {
      key = new Key(side, reason, VARIOUS);
    }
    groups.computeIfAbsent(key, absent -> new Ranges.Builder()).add(address);
  }

  /** Whole hosts first, then those with the most hosts; called once. */
  List<Uncovered> build() {
    List<Uncovered> all = new ArrayList<>();
    groups.forEach(
        (key, addresses) -> {
          Ranges ranges = addresses.build();
          all.add(
              new Uncovered(
                  key.side(),
                  key.reason(),
                  ranges.count(),
                  ranges.parts(),
                  ranges.more(),
                  key.ports()));
        });
    all.sort(
        Comparator.comparing((Uncovered one) -> !one.ports().isEmpty())
            .thenComparing(one -> -one.hosts())
            .thenComparing(Uncovered::side)
            .thenComparing(Uncovered::reason));
    return all;
  }
}
