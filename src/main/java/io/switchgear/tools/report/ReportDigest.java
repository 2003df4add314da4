package io.switchgear.tools.report;

import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.Ranges;
import io.switchgear.tools.report.HostGroup.Fate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of a report an answer of bounded size shows. Chosen once, by the longer of the two forms of
 * each part, so that structure and text say the same.
 *
 * <p>Hosts with open ports come first. Every host is shown at its shortest before one is shown in
 * more detail; so the banner of one never costs the open port of another its place.
 *
 * @param shown hosts with something to tell
 * @param groups all others
 */
record ReportDigest(ScanReport report, List<Shown> shown, List<HostGroup> groups, LeftOut leftOut) {

  /** Groups of hosts that are up and differ in their ports; the others are one. */
  private static final int MAX_UP_GROUPS = 20;

  /** For what says that something was left out, in bytes. */
  private static final int LEFT_OUT_BYTES = 3_000;

  /** The rank of hosts that become a count. */
  private static final int NOTHING_TO_TELL = 4;

  record Shown(Host host, Detail detail) {}

  /**
   * @param hosts that have something to tell, and are not shown
   * @param openPorts of those
   * @param shortened hosts of which not everything is shown
   */
  record LeftOut(Ranges hosts, long openPorts, Ranges shortened) {

    static final LeftOut NOTHING = new LeftOut(Ranges.unknown(0), 0, Ranges.unknown(0));

    boolean isNothing() {
      return hosts.count() == 0 && shortened.count() == 0;
    }

    /** How to get it. */
    String how() {
      return "Scan these addresses in a call of their own, or fewer ports at once.";
    }
  }

  /**
   * @param maxBytes of either form
   */
  static ReportDigest of(ScanReport report, int maxBytes) {
    List<Host> telling =
        report.hosts().stream()
            .filter(host -> rank(host) < NOTHING_TO_TELL)
            .sorted(Comparator.comparingInt(ReportDigest::rank))
            .toList();
    List<Host> others =
        report.hosts().stream().filter(host -> rank(host) == NOTHING_TO_TELL).toList();
    List<HostGroup> groups = bounded(HostGroup.of(others, report.unlisted()));
    ReportDigest bare = new ReportDigest(report, List.of(), groups, LeftOut.NOTHING);
    int used =
        Math.max(Sizes.of(ReportJson.write(bare, false)), Sizes.of(ReportText.of(bare, false)));
    List<Shown> shown = fitting(telling, maxBytes - used);
    if (!leftOut(telling, shown).isNothing()) {
      shown = fitting(telling, maxBytes - used - LEFT_OUT_BYTES);
    }
    return new ReportDigest(report, shown, groups, leftOut(telling, shown));
  }

  /** Lower is earlier. */
  private static int rank(Host host) {
    if (host.openPorts() > 0) {
      return 0;
    }
    if (!host.ports().isEmpty() || !host.traits().scripts().isEmpty()) {
      return 1;
    }
    if (!host.traits().isEmpty()) {
      return 2;
    }
    return host.names().isEmpty() ? NOTHING_TO_TELL : 3;
  }

  private static List<HostGroup> bounded(List<HostGroup> groups) {
    List<HostGroup> bounded = new ArrayList<>();
    for (Fate fate : Fate.values()) {
      List<HostGroup> same = groups.stream().filter(group -> group.fate() == fate).toList();
      int apart = fate == Fate.UP ? Math.min(MAX_UP_GROUPS, same.size()) : 0;
      bounded.addAll(same.subList(0, apart));
      if (apart < same.size()) {
        bounded.add(HostGroup.merged(same.subList(apart, same.size())));
      }
    }
    return bounded;
  }

  private static List<Shown> fitting(List<Host> hosts, int room) {
    List<Shown> shown = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    int left = room;
    for (Host host : hosts) {
      int size = size(host, Detail.COUNTED);
      if (size > left) {
        break;
      }
      left -= size;
      shown.add(new Shown(host, Detail.COUNTED));
      sizes.add(size);
    }
    for (Detail detail : List.of(Detail.LISTED, Detail.SHORT, Detail.FULL)) {
      for (int i = 0; i < shown.size(); i++) {
        Shown now = shown.get(i);
        if (now.detail().ordinal() == detail.ordinal() - 1
            && detail.leastSize(now.host()) - sizes.get(i) <= left) {
          int more = size(now.host(), detail) - sizes.get(i);
          if (more <= left) {
            left -= more;
            sizes.set(i, sizes.get(i) + more);
            shown.set(i, new Shown(now.host(), detail));
          }
        }
      }
    }
    return shown;
  }

  private static int size(Host host, Detail detail) {
    return Math.max(
        Sizes.of(ReportJson.host(host, detail)) + 1, Sizes.of(ReportText.host(host, detail)));
  }

  private static LeftOut leftOut(List<Host> telling, List<Shown> shown) {
    List<Host> missing = telling.subList(shown.size(), telling.size());
    return new LeftOut(
        ranges(missing.stream()),
        missing.stream().mapToLong(Host::openPorts).sum(),
        ranges(shown.stream().filter(one -> one.detail() != Detail.FULL).map(Shown::host)));
  }

  private static Ranges ranges(Stream<Host> hosts) {
    return Ranges.ofAddresses(hosts.map(Host::address).collect(Collectors.toList()));
  }

  /** What this is, in a sentence. */
  String headline() {
    return Headline.of(report);
  }
}
