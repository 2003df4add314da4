package io.switchgear.scan.sql;

import io.switchgear.scan.job.HostQuery;
import io.switchgear.scan.job.InventoryHost;
import io.switchgear.scan.job.Page;
import io.switchgear.scan.sql.HostTable.Where;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.PortList;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;

/**
 * The hosts over all jobs, for one page. A filter about ports asks the newest row that covers a
 * port; other filters ask the newest row of the address. So a port that is closed by now is not
 * found, and a later job that did not probe it hides nothing.
 *
 * <p>The index of the filter names addresses that passed at any time; most pass still, with their
 * newest row, which is one query for each. For the others the rows are read from the newest on.
 */
final class Inventory {

  /** Addresses that are looked at for a page, or its limit: its time is bounded if few pass. */
  private static final int MOST_LOOKED_AT = 300;

  private static final int ROWS_AT_ONCE = 16;

  private final Handle handle;
  private final HostQuery query;
  private final Optional<String> principal;

  Inventory(Handle handle, HostQuery query, Optional<String> principal) {
    this.handle = handle;
    this.query = query;
    this.principal = principal;
  }

  /**
   * A page has fewer hosts than its limit, or none, and a next page, if many addresses do not pass
   * any more.
   *
   * @param candidates of a handle and a query: addresses of which a row passes, one more than the
   *     limit if there are more
   */
  Page<InventoryHost> page(BiFunction<Handle, HostQuery, List<byte[]>> candidates) {
    List<InventoryHost> hosts = new ArrayList<>();
    Optional<String> next = query.cursor();
    int lookedAt = 0;
    boolean more = true;
    while (more && hosts.size() <= query.limit()) {
      if (lookedAt >= Math.max(query.limit(), MOST_LOOKED_AT)) {
        return new Page<>(hosts, next);
      }
      List<byte[]> addresses = candidates.apply(handle, query.after(next));
      more = addresses.size() > query.limit();
      Iterator<byte[]> left = addresses.iterator();
      while (left.hasNext() && hosts.size() <= query.limit()) {
        byte[] address = left.next();
        current(address).ifPresent(hosts::add);
        next = Optional.of(Cursors.of(address));
        lookedAt++;
      }
    }
    return Cursors.page(hosts, query.limit(), found -> HostTable.cursor(found.host()));
  }

  /** A row of an address, and whether it passes. */
  private record Seen(InventoryHost found, boolean passes) {}

  /** What is known of an address, if that passes; empty if its jobs were deleted meanwhile. */
  private Optional<InventoryHost> current(byte[] address) {
    Optional<Seen> newest;
    try (ResultIterator<Seen> rows = rows(address, 1)) {
      newest = rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
    }
    return newest.isEmpty() || newest.get().passes() || !HostTable.isAboutPorts(query)
        ? newest.filter(Seen::passes).map(Seen::found)
        : older(address);
  }

  private Optional<InventoryHost> older(byte[] address) {
    List<PassedPort> ports = passedPorts(address);
    try (ResultIterator<Seen> rows = rows(address, Integer.MAX_VALUE)) {
      while (rows.hasNext() && !ports.isEmpty()) {
        Seen row = rows.next();
        Instant time = row.found().lastSeen();
        if (row.passes() && ports.stream().anyMatch(port -> !port.seen().isBefore(time))) {
          return Optional.of(row.found());
        }
        ports.removeIf(port -> port.seen().isBefore(time) && covers(row.found().host(), port));
      }
    }
    return Optional.empty();
  }

  /** The newest first. */
  private ResultIterator<Seen> rows(byte[] address, int most) {
    Where where = new Where();
    where.add("h.address = :address", "address", address);
    HostTable.visible(where, "h", principal);
    String known = " FROM scan_host h WHERE " + where.text();
    return where
        .and(passing())
        .bound(
            handle.createQuery(
                "SELECT h.job, h.seen_at, h.detail, CASE WHEN "
                    + passing().text()
                    + " THEN 1 ELSE 0 END AS passes, (SELECT COUNT(*)"
                    + known
                    + ") AS jobs, (SELECT MIN(h.seen_at)"
                    + known
                    + ") AS first_seen"
                    + known
                    + " ORDER BY h.seen_at DESC FETCH FIRST :most ROWS ONLY"))
        .bind("most", most)
        .setFetchSize(ROWS_AT_ONCE)
        .map((row, context) -> seen(row))
        .iterator();
  }

  private static Seen seen(ResultSet row) throws SQLException {
    return new Seen(
        new InventoryHost(
            HostDetail.read(row.getString("detail")),
            row.getString("job"),
            row.getLong("jobs"),
            Columns.time(row, "first_seen").orElseThrow(),
            Columns.time(row, "seen_at").orElseThrow()),
        row.getInt("passes") == 1);
  }

  /** Whether a row passes. */
  private Where passing() {
    Where where = new Where();
    where.add("TRUE");
    HostTable.hostFilter(where, query);
    if (HostTable.isAboutPorts(query)) {
      Where port = new Where();
      HostTable.portFilter(port, query);
      where.values().putAll(port.values());
      where.add(
          "EXISTS (SELECT 1 FROM scan_port p WHERE p.job = h.job AND p.address = h.address AND "
              + port.text()
              + ")");
    }
    return where;
  }

  /**
   * A port of an address that passes.
   *
   * @param seen of the newest row in which it passes
   */
  private record PassedPort(String protocol, int port, Instant seen) {}

  private List<PassedPort> passedPorts(byte[] address) {
    Where where = new Where();
    where.add("p.address = :address", "address", address);
    HostTable.visible(where, "p", principal);
    HostTable.portFilter(where, query);
    HostTable.hostOfPort(where, query);
    return new ArrayList<>(
        where
            .bound(
                handle.createQuery(
                    "SELECT p.protocol, p.port, MAX(p.seen_at) AS seen FROM scan_port p WHERE "
                        + where.text()
                        + " GROUP BY p.protocol, p.port"))
            .map(
                (row, context) ->
                    new PassedPort(
                        row.getString("protocol"),
                        row.getInt("port"),
                        Columns.time(row, "seen").orElseThrow()))
            .list());
  }

  /**
   * Whether a row says what a port is by now. A host that is down answers for all its ports. An
   * open port without a service says nothing about its service.
   */
  private boolean covers(Host host, PassedPort asked) {
    return host.state().equals("down") && host.scan().isWhole()
        || host.ports().stream()
            .filter(port -> port.protocol().equals(asked.protocol()) && port.port() == asked.port())
            .anyMatch(
                port ->
                    query.service().isEmpty() || !port.isOpen() || !port.service().name().isEmpty())
        || host.others().stream()
            .flatMap(group -> PortList.of(group.ports()).stream())
            .anyMatch(
                list -> list.protocol().equals(asked.protocol()) && list.ports().get(asked.port()));
  }
}
