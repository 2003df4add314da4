package io.switchgear.scan.report;

import io.switchgear.scope.RangeSet;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.hosts.Addresses;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Hosts of one address family in cells of equal size; 256 cells make a panel. At first a cell is
 * one address. When there are more than {@value #MAX_PANELS} panels, cells are merged by sixteens,
 * so memory does not grow with the job.
 */
final class AddressMap {

  static final int MAX_PANELS = 32;
  static final int PANEL_BITS = 8;
  private static final int STEP_BITS = 4;
  private static final int LABEL_PORTS = 8;
  private static final int LABEL_CHARS = 160;

  private final int addressBits;
  private final Map<BigInteger, Cell> cells = new TreeMap<>();
  private final TreeSet<BigInteger> panels = new TreeSet<>();

  /** Bits of an address within a cell. */
  private int cellBits;

  /**
   * @param addressBits 32 or 128
   */
  AddressMap(int addressBits) {
    this.addressBits = addressBits;
  }

  /** What is known of the hosts of a cell. */
  static final class Cell {
    private long hosts;
    private long up;
    private long withOpen;
    private long openPorts;
    private long incomplete;
    private String label = "";

    private void add(Host host) {
      hosts++;
      up += host.isUp() ? 1 : 0;
      withOpen += host.openPorts() > 0 ? 1 : 0;
      openPorts += host.openPorts();
      incomplete += host.scan().isWhole() ? 0 : 1;
    }

    private Cell and(Cell other) {
      Cell both = new Cell();
      both.hosts = hosts + other.hosts;
      both.up = up + other.up;
      both.withOpen = withOpen + other.withOpen;
      both.openPorts = openPorts + other.openPorts;
      both.incomplete = incomplete + other.incomplete;
      return both;
    }

    long hosts() {
      return hosts;
    }

    long up() {
      return up;
    }

    /** Hosts with open ports. */
    long withOpen() {
      return withOpen;
    }

    long openPorts() {
      return openPorts;
    }

    /** Hosts whose scan is not whole. */
    long incomplete() {
      return incomplete;
    }

    /** What a cell of one address has, for people; empty for other cells. */
    String label() {
      return label;
    }
  }

  /**
   * @param first the panel's first address
   * @param prefix length of the panel's block
   * @param cells by their position in the panel, 0 to 255; null where there is no host
   */
  record Panel(BigInteger first, int prefix, Cell[] cells) {}

  void add(Host host, InetAddress address) {
    BigInteger key = new BigInteger(1, address.getAddress()).shiftRight(cellBits);
    Cell cell = cells.computeIfAbsent(key, absent -> new Cell());
    cell.add(host);
    if (cellBits == 0) {
      cell.label = label(host);
    }
    if (panels.add(key.shiftRight(PANEL_BITS))) {
      shrink();
    }
  }

  private static String label(Host host) {
    StringBuilder text = new StringBuilder(host.address());
    host.names().stream().limit(1).forEach(name -> text.append(' ').append(name));
    text.append(host.isUp() ? ": up" : host.scan().isWhole() ? ": no answer" : ": not known");
    if (!host.scan().isWhole()) {
      text.append(", ").append(host.scan().wire().replace('_', ' '));
    }
    if (host.openPorts() > 0) {
      text.append(", ").append(Quantity.of(host.openPorts(), "open port")).append(' ');
      text.append(
          host.ports().stream()
              .filter(Port::isOpen)
              .limit(LABEL_PORTS)
              .map(port -> Integer.toString(port.port()))
              .collect(Collectors.joining(", ")));
    }
    return UntrustedText.line(text.toString(), LABEL_CHARS);
  }

  /**
   * Merges cells until the targets fit too, so that blocks without a result have panels.
   *
   * @param targets of this family
   */
  void cover(RangeSet targets) {
    List<BigInteger[]> bounds = bounds(targets, addressBits);
    boolean fits = false;
    while (!fits) {
      TreeSet<BigInteger> all = new TreeSet<>(panels);
      fits = true;
      for (BigInteger[] range : bounds) {
        BigInteger from = range[0].shiftRight(cellBits + PANEL_BITS);
        BigInteger to = range[1].shiftRight(cellBits + PANEL_BITS);
        if (to.subtract(from).compareTo(BigInteger.valueOf(MAX_PANELS)) >= 0) {
          fits = false;
          break;
        }
        for (BigInteger at = from; at.compareTo(to) <= 0; at = at.add(BigInteger.ONE)) {
          all.add(at);
        }
      }
      fits = fits && all.size() <= MAX_PANELS;
      if (fits) {
        panels.addAll(all);
      } else {
        coarsen();
      }
    }
  }

  private void shrink() {
    while (panels.size() > MAX_PANELS) {
      coarsen();
    }
  }

  private void coarsen() {
    cellBits += STEP_BITS;
    Map<BigInteger, Cell> merged = new TreeMap<>();
    cells.forEach((key, cell) -> merged.merge(key.shiftRight(STEP_BITS), cell, Cell::and));
    cells.clear();
    cells.putAll(merged);
    List<BigInteger> before = new ArrayList<>(panels);
    panels.clear();
    before.forEach(key -> panels.add(key.shiftRight(STEP_BITS)));
  }

  /** The number of addresses in a cell, as a power of two. */
  int cellBits() {
    return cellBits;
  }

  int addressBits() {
    return addressBits;
  }

  /** In the order of their addresses. */
  List<Panel> panels() {
    List<Panel> all = new ArrayList<>();
    for (BigInteger key : panels) {
      Cell[] its = new Cell[1 << PANEL_BITS];
      BigInteger first = key.shiftLeft(PANEL_BITS);
      for (int i = 0; i < its.length; i++) {
        its[i] = cells.get(first.add(BigInteger.valueOf(i)));
      }
      int prefix = Math.max(0, addressBits - cellBits - PANEL_BITS);
      all.add(new Panel(first.shiftLeft(cellBits), prefix, its));
    }
    return all;
  }

  /** The first and last addresses of the ranges of one family. */
  static List<BigInteger[]> bounds(RangeSet set, int addressBits) {
    return set.ranges().stream()
        .filter(range -> range.getLower().getBitCount() == addressBits)
        .map(range -> new BigInteger[] {range.getLower().getValue(), range.getUpper().getValue()})
        .toList();
  }

  /** The text of an address. */
  static String text(BigInteger address, int addressBits) {
    byte[] bytes = new byte[addressBits / 8];
    byte[] value = address.toByteArray();
    for (int i = 1; i <= Math.min(bytes.length, value.length); i++) {
      bytes[bytes.length - i] = value[value.length - i];
    }
    try {
      return Addresses.canonical(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      throw new AssertionError("the array has the length of an address", e);
    }
  }
}
