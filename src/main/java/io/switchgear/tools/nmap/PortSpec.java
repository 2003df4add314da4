package io.switchgear.tools.nmap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which ports, in a subset of nmap's notation: {@code 22,80,1000-2000}, {@code T:22,U:53}, {@code
 * -} for all, or {@code top:100} for the ports most often open. Service names, wildcards and other
 * open ends are left out, because how many ports they stand for depends on nmap's own files.
 *
 * @param top how many of the most common ports; 0 when they are listed
 * @param tcp ascending, apart from each other
 * @param udp ascending, apart from each other
 */
record PortSpec(int top, List<Range> tcp, List<Range> udp) {

  static final String ALLOWED =
      "Allowed are ports and ranges of 1 to 65535 (22,80,1000-2000), T: and U: before TCP and UDP"
          + " ports (T:22,U:53), - for all, or top:N for the N most common ports (top:100).";

  private static final int MAX_PORT = 65_535;

  /** More parts than this are better said as a range; also bounds the work of parsing. */
  private static final int MAX_PARTS = 2_000;

  private static final Pattern TOP = Pattern.compile("top:([0-9]{1,5})");
  private static final Pattern PART = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");

  record Range(int first, int last) {
    int size() {
      return last - first + 1;
    }

    @Override
    public String toString() {
      return first == last ? Integer.toString(first) : first + "-" + last;
    }
  }

  static PortSpec top(int count) {
    return new PortSpec(count, List.of(), List.of());
  }

  static PortSpec allTcp() {
    return new PortSpec(0, List.of(new Range(1, MAX_PORT)), List.of());
  }

  /**
   * Parses and brings into canonical form. What is wrong goes to {@code problems}.
   *
   * @param unprefixedIsUdp what a port without {@code T:} or {@code U:} stands for
   */
  static Optional<PortSpec> parse(
      String argument, String text, boolean unprefixedIsUdp, Problems problems) {
    Matcher top = TOP.matcher(text.toLowerCase(Locale.ROOT));
    if (top.matches()) {
      int count = Integer.parseInt(top.group(1));
      if (count < 1 || count > MAX_PORT) {
        problems.add(argument, "top:" + count + " is not between top:1 and top:" + MAX_PORT + ".");
        return Optional.empty();
      }
      return Optional.of(top(count));
    }
    String[] parts = (text.equals("-") ? "1-" + MAX_PORT : text).split(",", -1);
    if (parts.length > MAX_PARTS) {
      problems.add(
          argument, parts.length + " parts; at most " + MAX_PARTS + " are allowed. Use ranges.");
      return Optional.empty();
    }
    List<Range> tcp = new ArrayList<>();
    List<Range> udp = new ArrayList<>();
    List<Range> current = unprefixedIsUdp ? udp : tcp;
    for (String part : parts) {
      String numbers = part;
      if (part.startsWith("T:") || part.startsWith("U:")) {
        current = part.startsWith("T:") ? tcp : udp;
        numbers = part.substring(2);
      }
      Optional<Range> range = range(numbers);
      if (range.isEmpty()) {
        problems.add(argument, whatIsWrong(part, numbers) + " " + ALLOWED);
        return Optional.empty();
      }
      current.add(range.get());
    }
    return Optional.of(new PortSpec(0, merged(tcp), merged(udp)));
  }

  /** How many ports of each host are probed. */
  int count() {
    return top
        + tcp.stream().mapToInt(Range::size).sum()
        + udp.stream().mapToInt(Range::size).sum();
  }

  /** The value of {@code -p}. */
  String flagValue() {
    if (udp.isEmpty()) {
      return join("", tcp);
    }
    return tcp.isEmpty() ? join("U:", udp) : join("T:", tcp) + "," + join("U:", udp);
  }

  private static String join(String prefix, List<Range> ranges) {
    StringJoiner joined = new StringJoiner(",", prefix, "");
    ranges.forEach(range -> joined.add(range.toString()));
    return joined.toString();
  }

  private static Optional<Range> range(String text) {
    Matcher part = PART.matcher(text);
    if (!part.matches()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(part.group(1));
    int last = part.group(2) == null ? first : Integer.parseInt(part.group(2));
    return first >= 1 && last <= MAX_PORT && first <= last
        ? Optional.of(new Range(first, last))
        : Optional.empty();
  }

  private static String whatIsWrong(String part, String numbers) {
    String quoted = Problems.quoted(part);
    if (PART.matcher(numbers).matches()) {
      return quoted + " is outside of 1 to 65535, or its range runs backwards.";
    }
    if (numbers.matches("[0-9]+-|-[0-9]+|-")) {
      return quoted + " has an open end; write both ends, such as 1-1024.";
    }
    if (numbers.matches("[A-Za-z][A-Za-z0-9-]*")) {
      return quoted + " is a service name; give port numbers instead.";
    }
    return quoted + " is not a port or a range of ports.";
  }

  /** Overlapping and adjacent ranges become one, so that no port is counted twice. */
  private static List<Range> merged(List<Range> ranges) {
    List<Range> result = new ArrayList<>();
    for (Range range : ranges.stream().sorted(Comparator.comparingInt(Range::first)).toList()) {
      if (!result.isEmpty() && range.first() <= result.getLast().last() + 1) {
        Range before = result.removeLast();
        result.add(new Range(before.first(), Math.max(before.last(), range.last())));
      } else {
        result.add(range);
      }
    }
    return List.copyOf(result);
  }
}
