package io.switchgear.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Jdbi;

/** The connections of an open and migrated database, and the ways to close it. */
final class Connections {

  /** More connections would wait for each other inside of H2. */
  private static final int POOL_SIZE = 4;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

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
    this.jdbi = Jdbi.create(pool).registerArgument(new TextArgument());
    this.disk = new DiskForce(() -> jdbi.useHandle(h -> h.execute("CHECKPOINT SYNC")));
  }

  /**
   * Opens an H2 database.
   *
   * @throws StoreException with the reason {@code NEWER_VERSION} if a newer version wrote the
   *     schema
   * @throws RuntimeException of a library, caused by a {@link SQLException}
   */
  static Connections open(Database.Source source, JdbcSettings settings) {
    Connection anchor = connect(settings);
    HikariDataSource pool = null;
    boolean ready = false;
    try {
      pool = new HikariDataSource(poolConfig(settings));
      fill(pool);
      Migration.run(source, pool);
      ready = true;
      return new Connections(Optional.of(anchor), pool);
    } finally {
      if (!ready) {
        if (pool != null) {
          pool.close();
        }
        abandon(anchor);
      }
    }
  }

  /** Opens a database on a server; throws as {@link #open(Database.Source, JdbcSettings)}. */
  static Connections open(Database.Source source, ServerDriver driver) {
    Migration.run(source, driver.withoutLimits());
    driver.warnOfSameName();
    HikariDataSource pool = new HikariDataSource(driver.pool());
    boolean ready = false;
    try {
      fill(pool);
      ready = true;
      return new Connections(Optional.empty(), pool);
    } finally {
      if (!ready) {
        pool.close();
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
    config.setMaximumPoolSize(POOL_SIZE);
    config.setConnectionTimeout(TIMEOUT.toMillis());
    return config;
  }

  /** Opens all connections now: closing the pool would interrupt a thread that is connecting. */
  private static void fill(HikariDataSource pool) {
    List<Connection> all = new ArrayList<>();
    try {
      for (int n = 0; n < pool.getMaximumPoolSize(); n++) {
        all.add(pool.getConnection());
      }
      for (Connection connection : all) {
        connection.close();
      }
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
  }
}
