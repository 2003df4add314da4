package io.switchgear.tool.hosts;

import io.switchgear.tool.hosts.HostFindings.PortGroup;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Groups a host's ports that are not listed individually by state. */
public final class PortTally {

  private static final String TCP = "tcp";
  private static final int MOST = 65_535;
  private static final int MAX_STATES = 20;
  private static final int MAX_PROTOCOLS = 4;
  private static final int MAX_REASONS = 8;

  private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?(?:,|$)");

  private final Map<String, Group> groups = new TreeMap<>();

  private static final class Group {

    /** By protocol; TCP has no prefix, so it must come first. */
    private final Map<String, BitSet> ports =
        new TreeMap<>((left, right) -> key(left).compareTo(key(right)));

    private final Map<String, Long> reasons = new TreeMap<>();

    /** Ports of which only the count is known. */
    private long unknown;

    private static String key(String protocol) {
      return protocol.equals(TCP) ? "" : protocol;
    }
  }

  /** Adds one port. */
  public void add(String state, String reason, String protocol, int port) {
    Group group = group(state);
    ports(group, protocol).set(port);
    reason(group, reason, 1);
  }

  /**
   * Adds many ports.
   *
   * @param ranges such as {@code 1-79,81}; other text counts as {@code count} unknown ports
   */
  public void add(String state, String reason, String protocol, String ranges, long count) {
    Group group = group(state);
    BitSet parsed = parse(ranges);
    if (parsed.isEmpty()) {
      group.unknown += Math.max(0, count);
    } else {
      ports(group, protocol).or(parsed);
    }
    reason(group, reason, count);
  }

  /** The non-empty groups, sorted by state. */
  public List<PortGroup> groups() {
    return groups.entrySet().stream()
        .map(entry -> group(entry.getKey(), entry.getValue()))
        .filter(group -> group.count() > 0)
        .toList();
  }

  private Group group(String state) {
    String known = groups.size() < MAX_STATES || groups.containsKey(state) ? state : "unknown";
    return groups.computeIfAbsent(known, absent -> new Group());
  }

  private static BitSet ports(Group group, String protocol) {
    String known =
        group.ports.size() < MAX_PROTOCOLS || group.ports.containsKey(protocol) ? protocol : TCP;
    return group.ports.computeIfAbsent(known, absent -> new BitSet());
  }

  private static void reason(Group group, String reason, long count) {
    boolean room = group.reasons.size() < MAX_REASONS || group.reasons.containsKey(reason);
    if (room && !reason.isEmpty()) {
      group.reasons.merge(reason, count, Long::sum);
    }
  }

  private static PortGroup group(String state, Group group) {
    Ranges all = Ranges.unknown(group.unknown);
    for (Map.Entry<String, BitSet> protocol : group.ports.entrySet()) {
      all = all.and(Ranges.ofPorts(protocol.getValue(), PortList.prefix(protocol.getKey())));
    }
    // Most frequent reason first.
    String reasons =
        group.reasons.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    return new PortGroup(state, all, reasons);
  }

  private static BitSet parse(String ranges) {
    BitSet ports = new BitSet();
    Matcher range = RANGE.matcher(ranges);
    while (range.find()) {
      int from = Integer.parseInt(range.group(1));
      int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
      if (from <= to && to <= MOST) {
        ports.set(from, to + 1);
      }
    }
    return ports;
  }
}
