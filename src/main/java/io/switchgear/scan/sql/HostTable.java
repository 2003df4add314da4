package io.switchgear.scan.sql;

import io.switchgear.scan.job.HostQuery;
import io.switchgear.scan.job.InventoryHost;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.Page;
import io.switchgear.scope.RangeSet;
import io.switchgear.store.Sql;
import io.switchgear.tool.hosts.Addresses;
import io.switchgear.tool.hosts.HostFindings.Host;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;

/** Reads hosts, of one job or over all jobs. Methods block; see the package. */
public final class HostTable {

  private final Sql sql;

  public HostTable(Sql sql) {
    this.sql = sql;
  }

  /** Conditions with their values, in the order of their names. */
  private record Where(List<String> conditions, Map<String, Object> values) {

    Where() {
      this(new ArrayList<>(), new HashMap<>());
    }

    void add(String condition) {
      conditions.add(condition);
    }

    void add(String condition, String name, Object value) {
      conditions.add(condition);
      values.put(name, value);
    }

    String text() {
      return String.join(" AND ", conditions);
    }

    Query bound(Query query) {
      values.forEach(query::bind);
      return query;
    }
  }

  /**
   * The hosts of a job that are done, in the order of their addresses.
   *
   * @throws IllegalArgumentException if the cursor or the target is none
   */
  public Page<JobHost> hosts(String job, HostQuery query) {
    Where where = new Where();
    where.add("h.job = :job", "job", job);
    filter(where, query, "h");
    query
        .cursor()
        .ifPresent(cursor -> where.add("h.address > :after", "after", Cursors.address(cursor)));
    List<JobHost> found =
        sql.read(
            handle ->
                where
                    .bound(
                        handle.createQuery(
                            "SELECT h.job, h.seen_at, h.detail FROM scan_host h WHERE "
                                + where.text()
                                + " ORDER BY h.address FETCH FIRST :limit ROWS ONLY"))
                    .bind("limit", query.limit() + 1)
                    .map((row, context) -> host(row))
                    .list());
    return Cursors.page(found, query.limit(), host -> cursor(host.host()));
  }

  /**
   * Hosts over all jobs, each as it was found last.
   *
   * @param principal only jobs of it; empty for all
   * @throws IllegalArgumentException if the cursor or the target is none
   */
  public Page<InventoryHost> inventory(HostQuery query, Optional<String> principal) {
    Where where = new Where();
    filter(where, query, "h");
    query
        .cursor()
        .ifPresent(cursor -> where.add("h.address > :after", "after", Cursors.address(cursor)));
    String own =
        principal.isPresent()
            ? "h.job IN (SELECT id FROM scan_job WHERE principal = :principal)"
            : "";
    if (!own.isEmpty()) {
      where.add(own, "principal", principal.get());
    }
    List<InventoryHost> found =
        sql.read(
            handle -> {
              Query keys =
                  handle.createQuery(
                      "SELECT h.address AS address FROM scan_host h"
                          + (where.conditions().isEmpty() ? "" : " WHERE " + where.text())
                          + " GROUP BY h.address ORDER BY h.address FETCH FIRST :limit ROWS ONLY");
              List<byte[]> addresses =
                  where.bound(keys).bind("limit", query.limit() + 1).mapTo(byte[].class).list();
              List<InventoryHost> hosts = new ArrayList<>();
              for (byte[] address : addresses) {
                hosts.add(latest(handle, address, own, principal));
              }
              return hosts;
            });
    return Cursors.page(found, query.limit(), host -> cursor(host.host()));
  }

  private static InventoryHost latest(
      org.jdbi.v3.core.Handle handle, byte[] address, String own, Optional<String> principal) {
    String and = own.isEmpty() ? "" : " AND " + own;
    Query newest =
        handle
            .createQuery(
                "SELECT h.job, h.seen_at, h.detail,"
                    + " (SELECT COUNT(*) FROM scan_host h WHERE h.address = :address"
                    + and
                    + ") AS jobs, (SELECT MIN(h.seen_at) FROM scan_host h WHERE h.address ="
                    + " :address"
                    + and
                    + ") AS first_seen FROM scan_host h WHERE h.address = :address"
                    + and
                    + " ORDER BY h.seen_at DESC FETCH FIRST 1 ROWS ONLY")
            .bind("address", address);
    principal.ifPresent(name -> newest.bind("principal", name));
    return newest
        .map(
            (row, context) ->
                new InventoryHost(
                    HostDetail.read(row.getString("detail")),
                    row.getString("job"),
                    row.getLong("jobs"),
                    Columns.time(row, "first_seen").orElseThrow(),
                    Columns.time(row, "seen_at").orElseThrow()))
        .one();
  }

  /** The number of finished hosts of a job in a set of addresses. */
  public long count(String job, RangeSet addresses) {
    return sql.read(
        handle -> {
          long count = 0;
          for (byte[][] range : ranges(addresses)) {
            count +=
                handle
                    .createQuery(
                        "SELECT COUNT(*) FROM scan_host WHERE job = :job AND address BETWEEN :from"
                            + " AND :to")
                    .bind("job", job)
                    .bind("from", range[0])
                    .bind("to", range[1])
                    .mapTo(Long.class)
                    .one();
          }
          return count;
        });
  }

  private static void filter(Where where, HostQuery query, String table) {
    query.state().ifPresent(state -> where.add(table + ".state = :state", "state", state));
    query
        .since()
        .ifPresent(since -> where.add(table + ".seen_at >= :since", "since", Columns.time(since)));
    query
        .target()
        .ifPresent(
            target -> {
              byte[][] range = ranges(RangeSet.parse(List.of(target))).getFirst();
              where.add(table + ".address >= :from", "from", range[0]);
              where.add(table + ".address <= :to", "to", range[1]);
            });
    if (query.port().isEmpty() && query.service().isEmpty()) {
      if (query.open()) {
        where.add(table + ".open_ports > 0");
      }
      return;
    }
    StringBuilder port =
        new StringBuilder(
            "EXISTS (SELECT 1 FROM scan_port p WHERE p.job = "
                + table
                + ".job AND p.address = "
                + table
                + ".address");
    query
        .port()
        .ifPresent(
            number -> {
              port.append(" AND p.port = :port");
              where.values().put("port", number);
            });
    query
        .service()
        .ifPresent(
            service -> {
              port.append(" AND p.service = :service");
              where.values().put("service", service);
            });
    if (query.open()) {
      port.append(" AND p.state = 'open'");
    }
    where.add(port.append(")").toString());
  }

  /** The bounds of each range, as keys. */
  private static List<byte[][]> ranges(RangeSet addresses) {
    return addresses.ranges().stream()
        .map(
            range ->
                new byte[][] {
                  Columns.address(range.getLower().toInetAddress()),
                  Columns.address(range.getUpper().toInetAddress())
                })
        .toList();
  }

  private static JobHost host(ResultSet row) throws SQLException {
    return new JobHost(
        row.getString("job"),
        HostDetail.read(row.getString("detail")),
        Columns.time(row, "seen_at").orElse(Instant.EPOCH));
  }

  private static String cursor(Host host) {
    return Cursors.of(Columns.address(Addresses.literal(host.address()).orElseThrow()));
  }
}
