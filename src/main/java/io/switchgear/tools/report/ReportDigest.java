package io.switchgear.tools.report;

import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.Ranges;
import io.switchgear.tool.rendering.HostDetail;
import io.switchgear.tool.rendering.HostJson;
import io.switchgear.tool.rendering.HostText;
import io.switchgear.tools.report.HostGroup.HostResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of a report that fits a result of bounded size. Each part is measured by the longer of
 * its two forms, so that structure and text have the same content.
 *
 * <p>Hosts with open ports come first. Every host gets the lowest level of detail before any host
 * gets more, so that a host's banner never displaces another host's open port.
 *
 * @param shown hosts with individual information
 * @param groups all other hosts
 */
record ReportDigest(ScanReport report, List<Shown> shown, List<HostGroup> groups, LeftOut leftOut) {

  /** Maximum number of separate groups of hosts that are up; the rest is merged into one group. */
  private static final int MAX_UP_GROUPS = 20;

  /** Bytes reserved for the description of what was left out. */
  private static final int LEFT_OUT_BYTES = 3_000;

  /** The rank of hosts that are only counted. */
  private static final int COUNT_ONLY = 4;

  record Shown(Host host, HostDetail detail) {}

  /**
   * @param hosts hosts with individual information that are not shown
   * @param openPorts open ports of those hosts
   * @param shortened hosts that are shown with less than full detail
   */
  record LeftOut(Ranges hosts, long openPorts, Ranges shortened) {

    static final LeftOut NOTHING = new LeftOut(Ranges.unknown(0), 0, Ranges.unknown(0));

    boolean isNothing() {
      return hosts.count() == 0 && shortened.count() == 0;
    }

    /** How to get what was left out. */
    String how() {
      return "Scan these addresses in a call of their own, or fewer ports at once.";
    }
  }

  /**
   * @param maxBytes maximum size of each form
   */
  static ReportDigest of(ScanReport report, int maxBytes) {
    List<Host> individual =
        report.hosts().stream()
            .filter(host -> rank(host) < COUNT_ONLY)
            .sorted(Comparator.comparingInt(ReportDigest::rank))
            .toList();
    List<Host> others = report.hosts().stream().filter(host -> rank(host) == COUNT_ONLY).toList();
    List<HostGroup> groups = bounded(HostGroup.of(others, report.unlisted()));
    ReportDigest bare = new ReportDigest(report, List.of(), groups, LeftOut.NOTHING);
    int used =
        Math.max(Sizes.of(ReportJson.write(bare, false)), Sizes.of(ReportText.of(bare, false)));
    List<Shown> shown = fitting(individual, maxBytes - used);
    if (!leftOut(individual, shown).isNothing()) {
      shown = fitting(individual, maxBytes - used - LEFT_OUT_BYTES);
    }
    return new ReportDigest(report, shown, groups, leftOut(individual, shown));
  }

  /** The host's rank; a lower rank comes first. */
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
    return host.names().isEmpty() ? COUNT_ONLY : 3;
  }

  private static List<HostGroup> bounded(List<HostGroup> groups) {
    List<HostGroup> bounded = new ArrayList<>();
    for (HostResult result : HostResult.values()) {
      List<HostGroup> same = groups.stream().filter(group -> group.result() == result).toList();
      int apart = result == HostResult.UP ? Math.min(MAX_UP_GROUPS, same.size()) : 0;
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
      int size = size(host, HostDetail.COUNTED);
      if (size > left) {
        break;
      }
      left -= size;
      shown.add(new Shown(host, HostDetail.COUNTED));
      sizes.add(size);
    }
    for (HostDetail detail : List.of(HostDetail.LISTED, HostDetail.SHORT, HostDetail.FULL)) {
      for (int i = 0; i < shown.size(); i++) {
        Shown now = shown.get(i);
        if (now.detail().ordinal() == detail.ordinal() - 1
            && detail.minSize(now.host()) - sizes.get(i) <= left) {
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

  private static int size(Host host, HostDetail detail) {
    return Math.max(Sizes.of(HostJson.of(host, detail)) + 1, Sizes.of(HostText.of(host, detail)));
  }

  private static LeftOut leftOut(List<Host> individual, List<Shown> shown) {
    List<Host> missing = individual.subList(shown.size(), individual.size());
    return new LeftOut(
        ranges(missing.stream()),
        missing.stream().mapToLong(Host::openPorts).sum(),
        ranges(shown.stream().filter(one -> one.detail() != HostDetail.FULL).map(Shown::host)));
  }

  private static Ranges ranges(Stream<Host> hosts) {
    return Ranges.ofAddresses(hosts.map(Host::address).collect(Collectors.toList()));
  }

  /** A sentence that summarizes the report. */
  String headline() {
    return Headline.of(report);
  }
}
