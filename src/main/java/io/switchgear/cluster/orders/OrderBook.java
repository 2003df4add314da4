package io.switchgear.cluster.orders;

import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.store.Sql;
import io.switchgear.store.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The orders in the database. Methods block; see {@link Sql}. */
public final class OrderBook {

  private static final Logger LOG = LoggerFactory.getLogger(OrderBook.class);

  /** How long orders that are done once, and orders that lift others, are kept. */
  private static final Duration KEPT = Duration.ofDays(1);

  private static final String STANDING = "('hold-open', 'disabled', 'metrics-only')";
  private static final String REPLACED = "('hold-open', 'disabled', 'metrics-only', 'auto')";

  private final Sql sql;
  private final String node;
  private final String name;

  /**
   * @param node this node as the scope of orders: its name, or {@link BreakerOrder#EVERY_NODE} if
   *     no other node can have this database
   * @param name this node as the one that takes orders; 1 to 64 characters
   */
  public OrderBook(Sql sql, String node, String name) {
    this.sql = sql;
    this.node = node;
    this.name = name;
  }

  /**
   * An order that this process took.
   *
   * @param ticket higher than that of the order before
   * @param start the newest order when the process started; only newer ones have its tickets
   */
  record Given(OrderRequest order, long ticket, long start) {}

  /** This node as the scope of orders. */
  String node() {
    return node;
  }

  /** This node's name. */
  public String name() {
    return name;
  }

  /**
   * Writes an order and returns when it is committed. Of two orders that this node took for a tool,
   * the one that was given first never replaces the other, however long its writing took.
   *
   * @param scope the node, or {@link BreakerOrder#EVERY_NODE}
   * @param wanted asked when the order is about to be written, in case its giver gave up
   * @return empty if it was no longer wanted, or if a newer order of this node is there
   * @throws StoreException if it could not be written; it may still have been
   */
  Optional<BreakerOrder> add(Given given, String scope, BooleanSupplier wanted) {
    return sql.write(
        handle -> {
          long sequence = next(handle);
          return !wanted.getAsBoolean() || !given.order().once() && overtaken(handle, given)
              ? Optional.<BreakerOrder>empty()
              : Optional.of(
                  added(
                      handle,
                      given.order(),
                      scope,
                      given.ticket(),
                      given.order().lasting(),
                      sequence));
        });
  }

  /**
   * Writes an order for this node that waited for the database. It also yields to an order of
   * another node that this node had not read when it was given.
   *
   * @param seen the newest order that this node had read
   * @param age since it was given
   * @return empty if it yields, has expired, or is no longer wanted
   * @throws StoreException if it could not be written; it may still have been
   */
  Optional<BreakerOrder> addLate(Given given, long seen, Duration age, BooleanSupplier wanted) {
    Optional<Duration> left = given.order().lasting().map(lasting -> lasting.minus(age));
    if (left.filter(time -> !time.isPositive()).isPresent()) {
      return Optional.empty();
    }
    return sql.write(
        handle -> {
          long sequence = next(handle);
          return !wanted.getAsBoolean()
                  || overtaken(handle, given)
                  || others(handle, given.order().tool(), seen) > 0
              ? Optional.<BreakerOrder>empty()
              : Optional.of(added(handle, given.order(), node, given.ticket(), left, sequence));
        });
  }

  /** The order as this node obeys it while the database does not take it. */
  BreakerOrder unwritten(OrderRequest order, Instant now) {
    return row(BreakerOrder.UNWRITTEN, order, node, now, order.lasting());
  }

  /**
   * Takes over a standing order that an earlier version stored with the breaker's state, unless
   * this node has an order for the tool.
   */
  void takeOver(String tool, OperatorOrder order, Instant now) {
    Optional<Duration> left = order.expires().map(end -> Duration.between(now, end));
    if (left.filter(time -> !time.isPositive()).isPresent()) {
      return;
    }
    OrderRequest same =
        new OrderRequest(
            tool,
            Optional.empty(),
            order.action(),
            order.operator(),
            order.reason(),
            Optional.empty());
    sql.<Optional<BreakerOrder>>write(
        handle -> {
          long sequence = next(handle);
          boolean known =
              handle
                      .createQuery(
                          "SELECT COUNT(*) FROM breaker_order WHERE tool = :tool AND node = :node"
                              + " AND action IN "
                              + REPLACED)
                      .bind("tool", tool)
                      .bind("node", node)
                      .mapTo(Long.class)
                      .one()
                  > 0;
          return known
              ? Optional.empty()
              : Optional.of(added(handle, same, node, 0, left, sequence));
        });
  }

  /** The sequence of the newest order, for whatever node. */
  long newest() {
    return sql.read(
        handle ->
            handle
                .createQuery("SELECT sequence FROM breaker_order_sequence WHERE id = 1")
                .mapTo(Long.class)
                .one());
  }

  /**
   * What the database holds for this node at one moment.
   *
   * @param now by the database's clock; empty if there is nothing
   * @param orders those that replace each other and have not expired, and those that are done once
   *     and are newer than was asked, by their sequence
   */
  record Reading(Optional<Instant> now, List<BreakerOrder> orders) {}

  /**
   * @param after the newest order that this node has read; older orders that are done once are left
   *     out
   */
  Reading read(long after) {
    return sql.read(
        handle ->
            handle
                .createQuery(
                    "SELECT sequence, tool, node, action, operator, reason, taken_by, issued_at,"
                        + " expires_at, CURRENT_TIMESTAMP AS read_at FROM breaker_order"
                        + " WHERE node IN ('', :node) AND (expires_at IS NULL OR expires_at >"
                        + " CURRENT_TIMESTAMP) AND (sequence > :after OR action IN "
                        + REPLACED
                        + ") ORDER BY sequence")
                .bind("node", node)
                .bind("after", after)
                .reduceResultSet(
                    new Reading(Optional.empty(), new ArrayList<>()),
                    (reading, row, context) -> {
                      order(row).ifPresent(reading.orders()::add);
                      return new Reading(time(row, "read_at"), reading.orders());
                    }));
  }

  /** Raises the sequence. Other writers wait until the transaction ends. */
  private static long next(Handle handle) {
    handle.execute("UPDATE breaker_order_sequence SET sequence = sequence + 1 WHERE id = 1");
    return handle
        .createQuery("SELECT sequence FROM breaker_order_sequence WHERE id = 1")
        .mapTo(Long.class)
        .one();
  }

  private long others(Handle handle, String tool, long seen) {
    return handle
        .createQuery(
            "SELECT COUNT(*) FROM breaker_order WHERE tool = :tool AND node IN ('', :node) AND"
                + " sequence > :seen AND taken_by <> :name AND action IN "
                + REPLACED)
        .bind("tool", tool)
        .bind("node", node)
        .bind("seen", seen)
        .bind("name", name)
        .mapTo(Long.class)
        .one();
  }

  private boolean overtaken(Handle handle, Given given) {
    return handle
            .createQuery(
                "SELECT COUNT(*) FROM breaker_order WHERE tool = :tool AND taken_by = :name AND"
                    + " sequence > :start AND ticket > :ticket AND action IN "
                    + REPLACED)
            .bind("tool", given.order().tool())
            .bind("name", name)
            .bind("start", given.start())
            .bind("ticket", given.ticket())
            .mapTo(Long.class)
            .one()
        > 0;
  }

  private BreakerOrder added(
      Handle handle,
      OrderRequest order,
      String scope,
      long ticket,
      Optional<Duration> lasting,
      long sequence) {
    Instant now =
        handle
            .createQuery("SELECT CURRENT_TIMESTAMP AS now_at FROM breaker_order_sequence")
            .map((row, context) -> time(row, "now_at").orElseThrow())
            .one();
    BreakerOrder row = row(sequence, order, scope, now, lasting);
    if (!order.once()) {
      replace(handle, row);
    }
    tidy(handle, now);
    insert(handle, row, ticket);
    return row;
  }

  private BreakerOrder row(
      long sequence, OrderRequest order, String scope, Instant now, Optional<Duration> lasting) {
    return new BreakerOrder(
        sequence,
        order.tool(),
        scope,
        order.action(),
        order.operator(),
        order.reason(),
        name,
        now,
        lasting.map(time -> now.plus(time).truncatedTo(ChronoUnit.MICROS)));
  }

  /** To lift an order for all nodes also lifts those for single nodes. */
  private static void replace(Handle handle, BreakerOrder by) {
    String delete = "DELETE FROM breaker_order WHERE tool = :tool AND action IN " + REPLACED;
    boolean every = by.action() == Action.AUTO && by.node().equals(BreakerOrder.EVERY_NODE);
    Update update =
        every
            ? handle.createUpdate(delete)
            : handle.createUpdate(delete + " AND node = :node").bind("node", by.node());
    update.bind("tool", by.tool()).execute();
  }

  /** An order that lifts stays as long as it overrules an older one for all nodes. */
  private static void tidy(Handle handle, Instant now) {
    handle.execute("DELETE FROM breaker_order WHERE expires_at <= CURRENT_TIMESTAMP");
    handle
        .createUpdate(
            "DELETE FROM breaker_order WHERE issued_at < :day AND action NOT IN "
                + STANDING
                + " AND NOT (action = 'auto' AND EXISTS (SELECT 1 FROM breaker_order older WHERE"
                + " older.tool = breaker_order.tool AND older.node = '' AND older.sequence <"
                + " breaker_order.sequence AND older.action IN "
                + STANDING
                + "))")
        .bind("day", column(now.minus(KEPT)))
        .execute();
  }

  private static void insert(Handle handle, BreakerOrder row, long ticket) {
    handle
        .createUpdate(
            "INSERT INTO breaker_order (sequence, tool, node, action, operator, reason, taken_by,"
                + " ticket, issued_at, expires_at) VALUES (:sequence, :tool, :node, :action,"
                + " :operator, :reason, :taken, :ticket, :issued, :expires)")
        .bind("sequence", row.sequence())
        .bind("tool", row.tool())
        .bind("node", row.node())
        .bind("action", row.action().wire())
        .bind("operator", row.operator())
        .bind("reason", row.reason())
        .bind("taken", row.takenBy())
        .bind("ticket", ticket)
        .bind("issued", column(row.issued()))
        .bind("expires", row.expires().map(OrderBook::column).orElse(null))
        .execute();
  }

  /** Empty for an action that only a newer version knows. */
  private static Optional<BreakerOrder> order(ResultSet row) throws SQLException {
    String action = row.getString("action");
    for (Action known : Action.values()) {
      if (known.wire().equals(action)) {
        return Optional.of(
            new BreakerOrder(
                row.getLong("sequence"),
                row.getString("tool"),
                row.getString("node"),
                known,
                row.getString("operator"),
                row.getString("reason"),
                row.getString("taken_by"),
                time(row, "issued_at").orElseThrow(),
                time(row, "expires_at")));
      }
    }
    LOG.warn(
        "the order '{}' for '{}' is of a newer version and is not obeyed; update this node",
        action,
        row.getString("tool"));
    return Optional.empty();
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static OffsetDateTime column(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
