package io.switchgear.tools.ports;

import io.switchgear.scope.PortSet;
import io.switchgear.tool.UntrustedText;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A port specification in the notation of all scanners: lists and ranges ({@code 22,80,8000-8100}),
 * open ranges ({@code 65530-}, {@code -100}), {@code -} for all ports, {@code T:22,U:53} with a
 * protocol that applies until the next one, {@code ssh} for a service's usual ports, or {@code
 * top:100} for the most common ports. nmap's wildcards are not supported, because their meaning
 * depends on nmap's own files.
 *
 * @param top number of most common ports; 0 if ports are listed
 * @param tcp TCP ranges, ascending and separate
 * @param udp UDP ranges, ascending and separate
 */
public record PortSpec(int top, List<Range> tcp, List<Range> udp) {

  /** Maximum length of a specification. */
  public static final int MAX_CHARS = 4_096;

  /** The end of a sentence that begins with "Allowed are". */
  private static final String ALLOWED =
      "ports and ranges from 1 to 65535, also with one end open (22,80,8000-8100,65530-), - for"
          + " all, T: and U: before TCP and UDP ports (T:22,U:53), names of services (ssh), or"
          + " top:N for the N most common ports (top:100)";

  private static final int MAX_PORT = 65_535;

  /** Maximum number of comma-separated parts; bounds the cost of parsing. */
  private static final int MAX_PARTS = 2_000;

  private static final int QUOTED_CHARS = 80;

  private static final Pattern TOP = Pattern.compile("top:([0-9]{1,5})", Pattern.CASE_INSENSITIVE);
  private static final Pattern PROTOCOL = Pattern.compile("([TtUu]):(.+)");
  private static final Pattern NUMBERS =
      Pattern.compile("([0-9]{1,5})|([0-9]{1,5})?-([0-9]{1,5})?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");

  /** A range; both ends are inclusive. */
  public record Range(int first, int last) {
    int size() {
      return last - first + 1;
    }

    @Override
    public String toString() {
      return first == last ? Integer.toString(first) : first + "-" + last;
    }
  }

  /** The result of reading a specification. */
  public sealed interface Reading {

    record Ports(PortSpec spec) implements Reading {}

    /**
     * @param sentence quotes the invalid part and says what is allowed, with an example
     */
    record Unreadable(String sentence) implements Reading {}
  }

  /** A part of the specification is invalid. */
  private static final class BadPart extends Exception {
    private static final long serialVersionUID = 1;

    BadPart(String message) {
      super(message);
    }
  }

  /** The given number of most common ports. */
  public static PortSpec top(int count) {
    return new PortSpec(count, List.of(), List.of());
  }

  public static PortSpec allTcp() {
    return new PortSpec(0, List.of(new Range(1, MAX_PORT)), List.of());
  }

  /**
   * Reads a specification and normalizes it.
   *
   * @param unprefixedIsUdp whether ports without a protocol are UDP ports
   */
  public static Reading read(String text, boolean unprefixedIsUdp) {
    if (text.length() > MAX_CHARS) {
      return unreadable(text, " has more than " + MAX_CHARS + " characters; use ranges.");
    }
    String stripped = text.strip();
    Matcher top = TOP.matcher(stripped);
    if (top.matches()) {
      int count = Integer.parseInt(top.group(1));
      return count < 1 || count > MAX_PORT
          ? unreadable(text, " is not between top:1 and top:" + MAX_PORT + ", such as top:100.")
          : new Reading.Ports(top(count));
    }
    String[] parts = stripped.split("\\s*,\\s*", -1);
    if (parts.length > MAX_PARTS) {
      return unreadable(
          text,
          " has " + parts.length + " parts; at most " + MAX_PARTS + " are allowed; use ranges.");
    }
    try {
      return new Reading.Ports(listed(parts, unprefixedIsUdp));
    } catch (BadPart bad) {
      return new Reading.Unreadable(bad.getMessage() + " Allowed are " + ALLOWED + ".");
    }
  }

  private static PortSpec listed(String[] parts, boolean unprefixedIsUdp) throws BadPart {
    List<Range> tcp = new ArrayList<>();
    List<Range> udp = new ArrayList<>();
    List<Range> current = unprefixedIsUdp ? udp : tcp;
    for (String part : parts) {
      Matcher protocol = PROTOCOL.matcher(part);
      String ports = part;
      if (protocol.matches()) {
        current = protocol.group(1).equalsIgnoreCase("T") ? tcp : udp;
        ports = protocol.group(2);
      }
      Matcher numbers = NUMBERS.matcher(ports);
      if (numbers.matches()) {
        current.add(range(part, numbers));
      } else {
        current.addAll(named(part, ports));
      }
    }
    return new PortSpec(0, merged(tcp), merged(udp));
  }

  private static Range range(String part, Matcher numbers) throws BadPart {
    boolean single = numbers.group(1) != null;
    int first = number(numbers.group(single ? 1 : 2), 1);
    int last = single ? first : number(numbers.group(3), MAX_PORT);
    if (first < 1 || last < 1 || first > MAX_PORT || last > MAX_PORT) {
      throw new BadPart(quoted(part) + " is outside of 1 to " + MAX_PORT + ".");
    }
    if (first > last) {
      throw new BadPart(quoted(part) + " runs backwards; write " + last + "-" + first + ".");
    }
    return new Range(first, last);
  }

  private static List<Range> named(String part, String name) throws BadPart {
    if (!NAME.matcher(name).matches()) {
      throw new BadPart(
          quoted(part) + " is not a port, a range of ports or the name of a service.");
    }
    List<Range> ports = UsualPorts.of(name).mapToObj(port -> new Range(port, port)).toList();
    if (ports.isEmpty()) {
      throw new BadPart(quoted(part) + " is not a known service name; give its port.");
    }
    return ports;
  }

  /** The number of ports probed on each host. */
  public int count() {
    return top
        + tcp.stream().mapToInt(Range::size).sum()
        + udp.stream().mapToInt(Range::size).sum();
  }

  /** The listed ports; none for {@link #top}. */
  public PortSet listed() {
    PortSet ports = PortSet.NONE;
    for (Range range : tcp) {
      ports = ports.plus(PortSet.tcp(range.first(), range.last()));
    }
    for (Range range : udp) {
      ports = ports.plus(PortSet.udp(range.first(), range.last()));
    }
    return ports;
  }

  /** The value of nmap's {@code -p}; not for {@link #top}. */
  public String flagValue() {
    if (udp.isEmpty()) {
      return join("", tcp);
    }
    return tcp.isEmpty() ? join("U:", udp) : join("T:", tcp) + "," + join("U:", udp);
  }

  /**
   * The distinct TCP ports, most common first, so that a scan that is stopped early has probed the
   * most relevant ports. For {@link #top} there are at most {@link UsualPorts#ranked}.
   */
  public int[] tcpPorts() {
    if (top > 0) {
      return UsualPorts.inOrder().limit(top).toArray();
    }
    BitSet wanted = new BitSet(MAX_PORT + 1);
    tcp.forEach(range -> wanted.set(range.first(), range.last() + 1));
    int[] usual = UsualPorts.inOrder().filter(wanted::get).toArray();
    IntStream.of(usual).forEach(wanted::clear);
    return IntStream.concat(IntStream.of(usual), wanted.stream()).toArray();
  }

  private static int number(String digits, int absent) {
    return digits == null ? absent : Integer.parseInt(digits);
  }

  private static Reading unreadable(String text, String why) {
    return new Reading.Unreadable(quoted(text) + why);
  }

  private static String quoted(String text) {
    return '"' + UntrustedText.line(text, QUOTED_CHARS) + '"';
  }

  private static String join(String prefix, List<Range> ranges) {
    StringJoiner joined = new StringJoiner(",", prefix, "");
    ranges.forEach(range -> joined.add(range.toString()));
    return joined.toString();
  }

  /** Merges overlapping and adjacent ranges, so that no port is counted twice. */
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
