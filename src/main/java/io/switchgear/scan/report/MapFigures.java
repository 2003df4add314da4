package io.switchgear.scan.report;

import io.switchgear.scan.report.AddressMap.Cell;
import io.switchgear.scan.report.AddressMap.Panel;
import io.switchgear.scope.RangeSet;
import io.switchgear.tool.Quantity;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** An {@link AddressMap} as pictures: an SVG of 32 × 8 cells for each panel. */
final class MapFigures {

  private static final int COLUMNS = 32;
  private static final int PITCH = 15;
  private static final int SIDE = 13;
  private static final int GUTTER = 30;
  private static final int LABEL_CHARS = 200;

  private final AddressMap map;
  private final Set<String> linked;
  private final List<BigInteger[]> targets;
  private final List<BigInteger[]> excluded;

  /**
   * @param linked addresses that have a row in the page's table
   */
  MapFigures(AddressMap map, RangeSet targets, RangeSet excluded, Set<String> linked) {
    this.map = map;
    this.linked = linked;
    this.targets = AddressMap.bounds(targets.minus(excluded), map.addressBits());
    this.excluded = AddressMap.bounds(targets.and(excluded), map.addressBits());
  }

  String html() {
    StringBuilder out = new StringBuilder();
    map.panels().forEach(panel -> panel(panel, out));
    return out.toString();
  }

  private void panel(Panel panel, StringBuilder out) {
    BigInteger size = BigInteger.ONE.shiftLeft(map.cellBits());
    String block = AddressMap.text(panel.first(), map.addressBits()) + "/" + panel.prefix();
    List<Place> places = new ArrayList<>();
    long up = 0;
    long openPorts = 0;
    BigInteger missing = BigInteger.ZERO;
    for (int i = 0; i < panel.cells().length; i++) {
      BigInteger first = panel.first().add(size.multiply(BigInteger.valueOf(i)));
      Place place = new Place(first, first.add(size).subtract(BigInteger.ONE), panel.cells()[i]);
      places.add(place);
      up += place.cell == null ? 0 : place.cell.up();
      openPorts += place.cell == null ? 0 : place.cell.openPorts();
      missing = missing.add(place.missing());
    }
    StringBuilder rows = new StringBuilder();
    int height = 0;
    for (int i = 0; i < places.size(); i += COLUMNS) {
      String row = row(places.subList(i, i + COLUMNS), height, i);
      height += row.isEmpty() ? 0 : PITCH;
      rows.append(row);
    }
    String counts =
        Html.number(up)
            + " up, "
            + Quantity.of(openPorts, "open port")
            + (missing.signum() == 0 ? "" : ", " + String.format("%,d", missing) + " not scanned");
    int width = GUTTER + COLUMNS * PITCH;
    out.append("<figure class=\"panel\"><figcaption><b>").append(block).append("</b> ");
    out.append(counts).append("</figcaption>\n<svg viewBox=\"0 0 ").append(width).append(' ');
    out.append(height).append("\" role=\"group\" aria-label=\"Map of ").append(block);
    out.append(": ").append(counts).append("\">\n");
    out.append(rows).append("</svg></figure>\n");
  }

  /** A row of cells; empty if there is nothing to show in it. */
  private String row(List<Place> places, int y, int first) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < places.size(); i++) {
      cell(GUTTER + i * PITCH, y, places.get(i), out);
    }
    if (!out.isEmpty() && map.addressBits() == 32 && map.cellBits() == 0) {
      // The last number of the row's first address.
      out.append("<text x=\"").append(GUTTER - 6).append("\" y=\"").append(y + SIDE - 3);
      out.append("\">.").append(first).append("</text>\n");
    }
    return out.toString();
  }

  private void cell(int x, int y, Place place, StringBuilder out) {
    String look = place.look();
    if (look.isEmpty()) {
      return;
    }
    String address = AddressMap.text(place.first, map.addressBits());
    boolean link = map.cellBits() == 0 && linked.contains(address);
    if (link) {
      out.append("<a href=\"#h-").append(address).append("\" tabindex=\"-1\">");
    }
    out.append("<rect class=\"").append(look).append("\" x=\"");
    out.append(x).append("\" y=\"").append(y).append("\"><title>");
    out.append(Html.text(place.title(address), LABEL_CHARS)).append("</title></rect>");
    out.append(link ? "</a>\n" : "\n");
  }

  /** A cell and what the job's targets say about it. */
  private final class Place {
    private final BigInteger first;
    private final BigInteger last;
    private final Cell cell;

    Place(BigInteger first, BigInteger last, Cell cell) {
      this.first = first;
      this.last = last;
      this.cell = cell;
    }

    /** Addresses that were to be scanned and have no result. */
    BigInteger missing() {
      BigInteger done = BigInteger.valueOf(cell == null ? 0 : cell.hosts());
      return overlap(targets).subtract(done).max(BigInteger.ZERO);
    }

    private BigInteger overlap(List<BigInteger[]> ranges) {
      BigInteger sum = BigInteger.ZERO;
      for (BigInteger[] range : ranges) {
        BigInteger size = range[1].min(last).subtract(range[0].max(first)).add(BigInteger.ONE);
        sum = sum.add(size.max(BigInteger.ZERO));
      }
      return sum;
    }

    /** The classes of the cell; empty for nothing to show. */
    String look() {
      boolean missing = missing().signum() > 0;
      if (cell == null) {
        return missing ? "n" : overlap(excluded).signum() > 0 ? "x" : "";
      }
      String state = cell.withOpen() > 0 ? "o" + strength() : rest();
      return missing ? state + " p" : state;
    }

    private String rest() {
      return cell.incomplete() > 0 ? "i" : cell.up() > 0 ? "u" : "s";
    }

    /** 1 to 3: by open ports of a host, or by the share of hosts with open ports. */
    private int strength() {
      if (map.cellBits() == 0) {
        return cell.openPorts() < 2 ? 1 : cell.openPorts() < 5 ? 2 : 3;
      }
      double share = (double) cell.withOpen() / cell.hosts();
      return share < 0.1 ? 1 : share < 0.4 ? 2 : 3;
    }

    String title(String address) {
      if (cell != null && !cell.label().isEmpty()) {
        return cell.label();
      }
      if (map.cellBits() == 0) {
        return address + (missing().signum() > 0 ? ": not scanned" : ": excluded on request");
      }
      String block = address + "/" + (map.addressBits() - map.cellBits()) + ": ";
      return cell == null
          ? block + (missing().signum() > 0 ? "not scanned" : "excluded on request")
          : block
              + Quantity.of(cell.hosts(), "host")
              + ", "
              + Html.number(cell.up())
              + " up, "
              + Html.number(cell.withOpen())
              + " with open ports"
              + (cell.incomplete() > 0 ? ", " + Html.number(cell.incomplete()) + " incomplete" : "")
              + (missing().signum() > 0
                  ? ", " + String.format("%,d", missing()) + " not scanned"
                  : "");
    }
  }
}
