package io.switchgear.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.switchgear.store.StoreException.Reason;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Jdbi;

/** The connections of an open and migrated database, and the ways to close it. */
final class Connections {

  /** Pool size for H2; more connections would wait for each other inside of it. */
  private static final int EMBEDDED_POOL = 4;

  /**
   * Pool size for a server. Each connection is a process there: eight nodes fit into PostgreSQL's
   * default of 100 connections, and a dozen transactions keep a server with a few cores busy.
   */
  private static final int SERVER_POOL = 12;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Seconds for which the migration of another node is waited for. */
  private static final int LOCK_TRIES = 600;

  private final Optional<Connection> anchor;
  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final DiskForce disk;

  /**
   * @param anchor keeps an H2 database open independently of the pool, and shuts it down
   */
  private Connections(Optional<Connection> anchor, HikariDataSource pool) {
    this.anchor = anchor;
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
    this.disk = new DiskForce(() -> jdbi.useHandle(h -> h.execute("CHECKPOINT SYNC")));
  }

  /**
   * @throws StoreException with the reason {@code NEWER_VERSION} if a newer version wrote the
   *     schema
   * @throws RuntimeException of a library, caused by a {@link SQLException}
   */
  static Connections open(Database.Source source, JdbcSettings settings) {
    boolean server = source.kind() == Database.Kind.SERVER;
    Optional<Connection> anchor = server ? Optional.empty() : Optional.of(connect(settings));
    HikariDataSource pool = null;
    boolean ready = false;
    try {
      if (server) {
        migrate(source, new ServerDriver(settings).withoutLimits());
        pool = new HikariDataSource(new ServerDriver(settings).pool(SERVER_POOL));
      } else {
        pool = new HikariDataSource(poolConfig(settings));
        fill(pool);
        migrate(source, pool);
      }
      ready = true;
      return new Connections(anchor, pool);
    } finally {
      if (!ready) {
        if (pool != null) {
          pool.close();
        }
        anchor.ifPresent(Connections::abandon);
      }
    }
  }

  Jdbi jdbi() {
    return jdbi;
  }

  DiskForce disk() {
    return disk;
  }

  /** Closes the database after all writes are complete. */
  void close() {
    pool.close();
    anchor.ifPresent(open -> shutdown(open, "SHUTDOWN"));
  }

  /** Closes the database without further writes, because a write has failed. */
  void abandon() {
    // Shut down first: it releases pool connections that wait for the disk.
    anchor.ifPresent(Connections::abandon);
    pool.close();
  }

  private static void abandon(Connection anchor) {
    try {
      shutdown(anchor, "SHUTDOWN IMMEDIATELY");
    } catch (RuntimeException closedAlready) {
      // H2 closes itself when a write fails.
    }
  }

  private static void shutdown(Connection anchor, String how) {
    try (anchor;
        Statement statement = anchor.createStatement()) {
      statement.execute(how);
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
  }

  private static Connection connect(JdbcSettings settings) {
    try {
      return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
  }

  private static HikariConfig poolConfig(JdbcSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("store");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(EMBEDDED_POOL);
    config.setConnectionTimeout(TIMEOUT.toMillis());
    return config;
  }

  /** Opens all connections now: closing the pool would interrupt a thread that is connecting. */
  private static void fill(HikariDataSource pool) {
    List<Connection> all = new ArrayList<>();
    try {
      for (int n = 0; n < EMBEDDED_POOL; n++) {
        all.add(pool.getConnection());
      }
      for (Connection connection : all) {
        connection.close();
      }
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
  }

  private static void migrate(Database.Source source, DataSource connections) {
    Flyway flyway =
        Flyway.configure(Connections.class.getClassLoader())
            .dataSource(connections)
            .lockRetryCount(LOCK_TRIES)
            .loggers("slf4j")
            .locations("classpath:db/migration")
            .load();
    for (MigrationInfo applied : flyway.info().applied()) {
      if (applied.getState().isApplied() && !applied.getState().isResolved()) {
        throw new StoreException(
            Reason.NEWER_VERSION,
            source.place()
                + " was written by a newer version of switchgear (its schema is at "
                + applied.getVersion()
                + "); run that version, or set "
                + (source.kind() == Database.Kind.SERVER
                    ? "switchgear.store.url to another database"
                    : "switchgear.data-dir to another folder"),
            null);
      }
    }
    flyway.migrate();
  }
}
