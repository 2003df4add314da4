package io.switchgear.scan.sql;

import io.switchgear.scan.job.HostQuery;
import io.switchgear.scan.job.InventoryHost;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.Page;
import io.switchgear.scope.RangeSet;
import io.switchgear.store.Sql;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.hosts.Addresses;
import io.switchgear.tool.hosts.HostFindings.Host;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Reads hosts, of one job or over all jobs. Methods block; see the package. */
public final class HostTable {

  /** Rows that are read at once to find the hosts of a page. */
  private static final int BATCH = 512;

  /** Characters of a wrong value in a message. */
  private static final int SHOWN = 60;

  private final Sql sql;

  public HostTable(Sql sql) {
    this.sql = sql;
  }

  /** Conditions with their values, in the order of their names. */
  record Where(List<String> conditions, Map<String, Object> values) {

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

    /** These conditions and the others. */
    Where and(Where others) {
      Where all = new Where(new ArrayList<>(conditions), new HashMap<>(values));
      all.conditions.addAll(others.conditions);
      all.values.putAll(others.values);
      return all;
    }

    Query bound(Query query) {
      values.forEach(query::bind);
      return query;
    }
  }

  /**
   * The hosts of a job that are done, in the order of their addresses.
   *
   * @throws IllegalArgumentException if the cursor or the target is none, or if no database holds
   *     the time
   */
  public Page<JobHost> hosts(String job, HostQuery query) {
    check(query);
    List<JobHost> found =
        sql.read(
            handle ->
                isAboutPorts(query)
                    ? details(
                        handle, job, withPorts(handle, query, Optional.of(job), Optional.empty()))
                    : inOrder(handle, job, query));
    return Cursors.page(found, query.limit(), host -> cursor(host.host()));
  }

  /** Before the database is asked, because its failures are another matter. */
  private static void check(HostQuery query) {
    query.cursor().ifPresent(Cursors::address);
    query.target().ifPresent(HostTable::target);
    query.since().ifPresent(since -> Columns.checkTime("since", since));
  }

  /** The addresses of the filter. */
  private static RangeSet target(String text) {
    try {
      return RangeSet.parse(List.of(text));
    } catch (IllegalArgumentException none) {
      throw new IllegalArgumentException(
          "target: '%s' is not an address (10.0.0.1, fd00::1), a CIDR block (10.0.0.0/24) or an IPv4 range (10.0.0.1-20). Host names are not looked up here."
              .formatted(UntrustedText.line(text, SHOWN)),
          none);
    }
  }

  static boolean isAboutPorts(HostQuery query) {
    return query.open() || query.port().isPresent() || query.service().isPresent();
  }

  private static List<JobHost> inOrder(Handle handle, String job, HostQuery query) {
    Where where = new Where();
    where.add("h.job = :job", "job", job);
    hostFilter(where, query);
    range(where, query, "h");
    after(where, "h", query.cursor().map(Cursors::address));
    return where
        .bound(
            handle.createQuery(
                "SELECT h.job, h.seen_at, h.detail FROM scan_host h WHERE "
                    + where.text()
                    + " ORDER BY "
                    + (query.state().isPresent() ? "h.job, h.state, h.address" : "h.job, h.address")
                    + " FETCH FIRST :limit ROWS ONLY"))
        .bind("limit", query.limit() + 1)
        .map((row, context) -> host(row))
        .list();
  }

  /**
   * The addresses of a page, from the index of the filter. A host can have many matching ports, so
   * rows are read in batches until there are enough addresses.
   *
   * @param job only its hosts; empty for those of all jobs
   * @param principal only jobs of it; empty for all
   */
  private static List<byte[]> withPorts(
      Handle handle, HostQuery query, Optional<String> job, Optional<String> principal) {
    String filter =
        query.port().isPresent() ? "port" : query.service().isPresent() ? "service" : "state";
    return distinct(
        query,
        after -> {
          Where where = new Where();
          job.ifPresentOrElse(
              id -> where.add("p.job = :job", "job", id), () -> visible(where, "p", principal));
          portFilter(where, query);
          range(where, query, "p");
          after(where, "p", after);
          hostOfPort(where, query);
          return addresses(
              handle,
              where,
              "scan_port p",
              (job.isPresent() ? "p.job, " : "") + "p." + filter + ", p.address");
        });
  }

  /**
   * Only rows of jobs that exist.
   *
   * @param principal only jobs of it; empty for all
   */
  static void visible(Where where, String table, Optional<String> principal) {
    principal.ifPresentOrElse(
        name ->
            where.add(
                // Not IN: H2 would begin with all rows of the principal, and sort them.
                "EXISTS (SELECT 1 FROM scan_job j WHERE j.id = "
                    + table
                    + ".job AND j.principal = :principal)",
                "principal",
                name),
        () -> where.add(JobDeletion.notDeleted(table + ".job")));
  }

  private static List<byte[]> addresses(Handle handle, Where where, String table, String order) {
    return where
        .bound(
            handle.createQuery(
                "SELECT address FROM "
                    + table
                    + (where.conditions().isEmpty() ? "" : " WHERE " + where.text())
                    + " ORDER BY "
                    + order
                    + " FETCH FIRST :limit ROWS ONLY"))
        .bind("limit", BATCH)
        .mapTo(byte[].class)
        .list();
  }

  /**
   * Asks for each port whether its host passes. Not a join, which a database may begin with the
   * hosts, so that it would read and sort all of them.
   */
  static void hostOfPort(Where where, HostQuery query) {
    Where host = new Where(new ArrayList<>(), where.values());
    hostFilter(host, query);
    if (!host.conditions().isEmpty()) {
      where.add(
          "EXISTS (SELECT 1 FROM scan_host h WHERE h.job = p.job AND h.address = p.address AND "
              + host.text()
              + ")");
    }
  }

  /** The first addresses of batches, each once, one more than the page has. */
  private static List<byte[]> distinct(
      HostQuery query, Function<Optional<byte[]>, List<byte[]>> batches) {
    List<byte[]> keys = new ArrayList<>();
    Optional<byte[]> after = query.cursor().map(Cursors::address);
    List<byte[]> batch;
    do {
      batch = batches.apply(after);
      for (byte[] key : batch) {
        if (keys.isEmpty() || !Arrays.equals(keys.getLast(), key)) {
          keys.add(key);
        }
      }
      after = batch.isEmpty() ? after : Optional.of(batch.getLast());
    } while (batch.size() == BATCH && keys.size() <= query.limit());
    return keys.subList(0, Math.min(keys.size(), query.limit() + 1));
  }

  /** The key of a host. */
  public record HostKey(String job, byte[] address) {}

  /** Whole keys, because H2 looks nothing up for a list that is compared with half of a key. */
  private static List<JobHost> details(Handle handle, String job, List<byte[]> addresses) {
    return addresses.isEmpty()
        ? List.of()
        : handle
            .createQuery(
                "SELECT h.job, h.seen_at, h.detail FROM scan_host h WHERE (h.job, h.address) IN"
                    + " (<keys>) ORDER BY h.job, h.address")
            .bindMethodsList(
                "keys",
                addresses.stream().map(address -> new HostKey(job, address)).toList(),
                List.of("job", "address"))
            .map((row, context) -> host(row))
            .list();
  }

  /**
   * Hosts over all jobs. A host is listed once, with the newest row that covers what the filter
   * asks, and only if that row passes: about ports, the newest row that has a port or says that the
   * host is down; else the newest row. A page can have fewer hosts than its limit and a next page.
   *
   * @param principal only jobs of it; empty for all
   * @throws IllegalArgumentException if the cursor or the target is none, or if no database holds
   *     the time
   */
  public Page<InventoryHost> inventory(HostQuery query, Optional<String> principal) {
    check(query);
    return sql.read(
        handle ->
            new Inventory(handle, query, principal)
                .page(
                    (its, page) ->
                        isAboutPorts(page)
                            ? withPorts(its, page, Optional.empty(), principal)
                            : known(its, page, principal)));
  }

  private static List<byte[]> known(Handle handle, HostQuery query, Optional<String> principal) {
    return distinct(
        query,
        after -> {
          Where where = new Where();
          range(where, query, "h");
          after(where, "h", after);
          hostFilter(where, query);
          visible(where, "h", principal);
          return addresses(handle, where, "scan_host h", "h.address");
        });
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

  static void hostFilter(Where where, HostQuery query) {
    query.state().ifPresent(state -> where.add("h.state = :state", "state", state));
    query
        .since()
        .ifPresent(since -> where.add("h.seen_at >= :since", "since", Columns.time(since)));
  }

  static void portFilter(Where where, HostQuery query) {
    query.port().ifPresent(port -> where.add("p.port = :port", "port", port));
    query.service().ifPresent(service -> where.add("p.service = :service", "service", service));
    if (query.open()) {
      boolean first = query.port().isEmpty() && query.service().isEmpty();
      // An expression, so that a database without statistics does not read all open ports instead.
      where.add((first ? "p.state" : "p.state || ''") + " = 'open'");
    }
  }

  private static void range(Where where, HostQuery query, String table) {
    query
        .target()
        .ifPresent(
            target -> {
              byte[][] range = ranges(target(target)).getFirst();
              where.add(table + ".address >= :from", "from", range[0]);
              where.add(table + ".address <= :to", "to", range[1]);
            });
  }

  private static void after(Where where, String table, Optional<byte[]> key) {
    key.ifPresent(address -> where.add(table + ".address > :after", "after", address));
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

  static String cursor(Host host) {
    return Cursors.of(Columns.address(Addresses.literal(host.address()).orElseThrow()));
  }
}
