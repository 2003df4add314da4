package io.switchgear.scope;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;

/** A set of TCP and UDP ports, 1 to 65535 each. Immutable. */
public final class PortSet {

  /** The highest port. */
  public static final int MAX = 65_535;

  public static final PortSet NONE = new PortSet(new BitSet(), new BitSet());
  public static final PortSet ALL = tcp(1, MAX).plus(udp(1, MAX));

  private static final int RANGES_SHOWN = 8;

  private final BitSet tcp;
  private final BitSet udp;

  /** Takes the sets, which nobody may change from then on. */
  private PortSet(BitSet tcp, BitSet udp) {
    this.tcp = tcp;
    this.udp = udp;
  }

  /** A range of TCP ports; both ends are inclusive. */
  public static PortSet tcp(int first, int last) {
    return new PortSet(bits(first, last), new BitSet());
  }

  /** Single TCP ports. */
  public static PortSet tcpPorts(int... ports) {
    BitSet bits = new BitSet();
    for (int port : ports) {
      bits.set(checked(port, port));
    }
    return new PortSet(bits, new BitSet());
  }

  /** A range of UDP ports; both ends are inclusive. */
  public static PortSet udp(int first, int last) {
    return new PortSet(new BitSet(), bits(first, last));
  }

  private static BitSet bits(int first, int last) {
    BitSet bits = new BitSet();
    bits.set(checked(first, last), last + 1);
    return bits;
  }

  private static int checked(int first, int last) {
    if (first < 1 || last > MAX || first > last) {
      throw new IllegalArgumentException(
          first + "-" + last + ": allowed are ports from 1 to " + MAX);
    }
    return first;
  }

  public PortSet plus(PortSet other) {
    return new PortSet(
        with(tcp, bits -> or(bits, other.tcp)), with(udp, bits -> or(bits, other.udp)));
  }

  public PortSet minus(PortSet other) {
    return new PortSet(
        with(tcp, bits -> andNot(bits, other.tcp)), with(udp, bits -> andNot(bits, other.udp)));
  }

  PortSet and(PortSet other) {
    return minus(minus(other));
  }

  private static BitSet with(BitSet bits, UnaryOperator<BitSet> change) {
    return change.apply((BitSet) bits.clone());
  }

  private static BitSet or(BitSet bits, BitSet other) {
    bits.or(other);
    return bits;
  }

  private static BitSet andNot(BitSet bits, BitSet other) {
    bits.andNot(other);
    return bits;
  }

  public boolean isEmpty() {
    return tcp.isEmpty() && udp.isEmpty();
  }

  boolean isAll() {
    return equals(ALL);
  }

  boolean overlaps(PortSet other) {
    return tcp.intersects(other.tcp) || udp.intersects(other.udp);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PortSet ports && tcp.equals(ports.tcp) && udp.equals(ports.udp);
  }

  @Override
  public int hashCode() {
    return 31 * tcp.hashCode() + udp.hashCode();
  }

  /**
   * As in a rule, such as {@code 80, 443, U:53}: ports without a prefix are TCP and UDP. At most
   * eight ranges of each are written out.
   */
  @Override
  public String toString() {
    if (isAll()) {
      return "all";
    }
    if (isEmpty()) {
      return "none";
    }
    BitSet both = with(tcp, bits -> andNot(bits, with(bits, one -> andNot(one, udp))));
    List<String> ranges = new ArrayList<>();
    write("", both, ranges);
    write("T:", with(tcp, bits -> andNot(bits, both)), ranges);
    write("U:", with(udp, bits -> andNot(bits, both)), ranges);
    return String.join(", ", ranges);
  }

  private static void write(String prefix, BitSet ports, List<String> ranges) {
    int shown = 0;
    for (int first = ports.nextSetBit(0); first >= 0; shown++) {
      if (shown == RANGES_SHOWN) {
        ranges.add("and more");
        return;
      }
      int end = ports.nextClearBit(first);
      ranges.add(prefix + (end - 1 == first ? "" + first : first + "-" + (end - 1)));
      first = ports.nextSetBit(end);
    }
  }
}
