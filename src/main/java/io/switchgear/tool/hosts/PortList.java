package io.switchgear.tool.hosts;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ports of one protocol in {@link Ranges}, where a prefix such as {@code U:} begins the ports
 * of a protocol.
 *
 * @param protocol {@code tcp}, {@code udp}, {@code sctp}, {@code ip}, or another name
 * @param ports a copy that the caller may change
 */
public record PortList(String protocol, BitSet ports) {

  private static final int MOST = 65_535;
  private static final Pattern PART =
      Pattern.compile("(?:([A-Za-z0-9.-]+):)?([0-9]{1,5})(?:-([0-9]{1,5}))?");

  /** The ports that the ranges name; those that are only counted are left out. */
  public static List<PortList> of(Ranges ranges) {
    List<PortList> lists = new ArrayList<>();
    String protocol = "tcp";
    for (String part : ranges.parts()) {
      Matcher range = PART.matcher(part);
      if (range.matches()) {
        protocol = range.group(1) == null ? protocol : protocol(range.group(1));
        int from = Integer.parseInt(range.group(2));
        int to = range.group(3) == null ? from : Integer.parseInt(range.group(3));
        if (from <= to && to <= MOST) {
          list(lists, protocol).set(from, to + 1);
        }
      }
    }
    return List.copyOf(lists);
  }

  private static BitSet list(List<PortList> lists, String protocol) {
    for (PortList list : lists) {
      if (list.protocol.equals(protocol)) {
        return list.ports;
      }
    }
    lists.add(new PortList(protocol, new BitSet()));
    return lists.getLast().ports;
  }

  private static String protocol(String prefix) {
    return switch (prefix) {
      case "U" -> "udp";
      case "S" -> "sctp";
      case "P" -> "ip";
      default -> prefix;
    };
  }

  /** The prefix of a protocol in a list of ports; empty for TCP. */
  public static String prefix(String protocol) {
    return switch (protocol) {
      case "tcp" -> "";
      case "udp" -> "U:";
      case "sctp" -> "S:";
      case "ip" -> "P:";
      default -> protocol + ":";
    };
  }

  public long count() {
    return ports.cardinality();
  }

  /** All ranges, without a prefix. */
  public String ranges() {
    List<String> parts = new ArrayList<>();
    for (int from = ports.nextSetBit(0); from >= 0; ) {
      int to = ports.nextClearBit(from);
      parts.add(from + (to - from > 1 ? "-" + (to - 1) : ""));
      from = ports.nextSetBit(to);
    }
    return String.join(",", parts);
  }
}
