package io.switchgear.app;

import io.switchgear.app.runtime.StartupException;
import io.switchgear.cluster.orders.BreakerOrder;
import io.switchgear.cluster.orders.OrderBook;
import io.switchgear.cluster.orders.OrdersAtStart;
import io.switchgear.config.Settings;
import io.switchgear.config.StoreSettings;
import io.switchgear.store.FileTrouble;
import io.switchgear.store.JdbcSettings;
import io.switchgear.store.Sql;
import io.switchgear.store.Store;
import io.switchgear.store.StoreException;
import io.switchgear.supervisor.BreakerPersistence;
import io.switchgear.watch.audit.AuditLog;
import io.switchgear.watch.audit.AuditTrail;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * What the program keeps in its data folder or its database.
 *
 * @param store empty if nothing is stored
 * @param breakers empty if the breakers' states are not stored
 * @param orders empty if operators' orders are not stored
 * @param audit empty if no calls are recorded
 */
record Storage(
    Optional<Store> store,
    Optional<BreakerPersistence> breakers,
    Optional<OrderBook> orders,
    Optional<AuditLog> audit)
    implements AutoCloseable {

  /** For calls from the operator's own shell: a server may own the data folder. */
  static final Storage NONE =
      new Storage(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * Of a server, which owns the data folder.
   *
   * @throws StartupException if the database or the data folder cannot be used
   */
  static Storage ofServer(Settings settings) {
    Store store = open(settings);
    try {
      return new Storage(
          Optional.of(store),
          Optional.of(new BreakerPersistence(store)),
          Optional.of(orders(store, settings)),
          openAudit(settings, "audit"));
    } catch (RuntimeException failed) {
      store.close();
      throw failed;
    }
  }

  /**
   * Of a server at a pipe. It may run beside another one, so it only has an audit of its own.
   *
   * @throws StartupException if the folder of the audit cannot be used
   */
  static Storage ofPipe(Settings settings) {
    return new Storage(
        Optional.empty(), Optional.empty(), Optional.empty(), openAudit(settings, "audit-stdio"));
  }

  /** A database in the data folder has one node, so its orders need no name of a node. */
  private static OrderBook orders(Store store, Settings settings) {
    String node = settings.nodeName();
    return new OrderBook(
        store.sql(), settings.store().external() ? node : BreakerOrder.EVERY_NODE, node);
  }

  private static Store open(Settings settings) {
    try {
      return settings.store().external()
          ? Store.open(database(settings.store()), settings.nodeName())
          : Store.open(settings.dataDir());
    } catch (StoreException unusable) {
      throw new StartupException(unusable.getMessage(), unusable);
    }
  }

  private static JdbcSettings database(StoreSettings store) {
    return new JdbcSettings(store.url(), store.user(), store.password().reveal());
  }

  private static Optional<AuditLog> openAudit(Settings settings, String folder) {
    if (!settings.audit().enabled()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          AuditLog.open(settings.dataDir(), folder, settings.audit(), Switchgear.version()));
    } catch (UncheckedIOException unusable) {
      throw new StartupException(
          unusable.getMessage() + " (" + FileTrouble.of(unusable.getCause()) + ")", unusable);
    }
  }

  /** The database, if other servers may use it. */
  Optional<Sql> shared() {
    return store.filter(Store::isShared).map(Store::sql);
  }

  /**
   * The orders that the breakers obey from their start; empty if none are stored.
   *
   * @throws StartupException if the database does not answer
   */
  Optional<OrdersAtStart> ordersAtStart() {
    try {
      return orders.flatMap(book -> breakers.map(states -> OrdersAtStart.read(book, states)));
    } catch (StoreException unreadable) {
      throw new StartupException(
          "the operators' orders to breakers cannot be read, so this node does not start: "
              + unreadable.getMessage(),
          unreadable);
    }
  }

  /** Records decisions, or nothing without an audit. */
  AuditTrail trail() {
    return audit.<AuditTrail>map(log -> log).orElse(AuditTrail.NONE);
  }

  @Override
  public void close() {
    try {
      breakers.ifPresent(BreakerPersistence::close);
    } finally {
      audit.ifPresent(AuditLog::close);
      store.ifPresent(Store::close);
    }
  }
}
