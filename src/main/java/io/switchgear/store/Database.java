package io.switchgear.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.switchgear.store.StoreException.Reason;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;

/** Connections, transactions, and when a commit counts as done. */
final class Database implements AutoCloseable {

  /** More would wait for each other inside H2. */
  private static final int CONNECTIONS = 4;

  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 10;

  /** What to do to end, and to make commits last; H2 needs telling, a server does not. */
  enum Kind {
    H2_FILE,
    H2_MEMORY,
    SERVER
  }

  private final String name;
  private final Kind kind;
  private final Optional<Connection> anchor;
  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final DiskForce disk;

  /**
   * @param anchor keeps an H2 database open however the pool comes and goes, and ends it
   */
  private Database(String name, Kind kind, Optional<Connection> anchor, HikariDataSource pool) {
    this.name = name;
    this.kind = kind;
    this.anchor = anchor;
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
    this.disk = new DiskForce(() -> jdbi.useHandle(h -> h.execute("CHECKPOINT SYNC")));
  }

  /**
   * @param name for messages
   * @throws StoreException with the reason {@code NEWER_VERSION}
   * @throws RuntimeException of a library, with a {@link SQLException} among its causes
   */
  static Database open(String name, Kind kind, JdbcSettings settings) {
    return apart(() -> openHere(name, kind, settings));
  }

  <T> T read(HandleCallback<T, RuntimeException> work) {
    return attempt(() -> jdbi.withHandle(work));
  }

  /**
   * One transaction; returns when it is on the disk. The work may be run several times, when it met
   * another transaction.
   */
  <T> T write(HandleCallback<T, RuntimeException> work) {
    return attempt(
        () -> {
          T result = transaction(work);
          if (kind == Kind.H2_FILE) {
            disk.await();
          }
          return result;
        });
  }

  @Override
  public void close() {
    if (pool.isClosed()) {
      return;
    }
    attempt(
        () -> {
          pool.close();
          anchor.ifPresent(Database::shutdown);
          return null;
        });
  }

  static OffsetDateTime column(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  /** Waits its turn among those who write for the same tool, until the transaction ends. */
  static void lock(Handle handle, String tool) {
    boolean known =
        handle
            .createQuery("SELECT tool FROM tool_gate WHERE tool = :tool FOR UPDATE")
            .bind("tool", tool)
            .mapTo(String.class)
            .findOne()
            .isPresent();
    if (!known) {
      handle
          .createUpdate("INSERT INTO tool_gate (tool) VALUES (:tool)")
          .bind("tool", tool)
          .execute();
    }
  }

  private <T> T transaction(HandleCallback<T, RuntimeException> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return jdbi.inTransaction(work);
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !metAnother(e)) {
          throw e;
        }
      }
    }
  }

  private <T> T attempt(Supplier<T> work) {
    try {
      return apart(work);
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new StoreException(
          Reason.FAILED,
          pool.isClosed()
              ? "the store in " + name + " is closed; nothing can be read or written any more"
              : "the store in "
                  + name
                  + " could not be read or written ("
                  + innermost(e)
                  + "); try again, and look after the disk's free space if it stays so",
          e);
    }
  }

  /**
   * On a thread of its own, because callers may be interrupted: an interrupt during I/O closes the
   * file under H2, fails the write and is swallowed.
   */
  private static <T> T apart(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, Thread::startVirtualThread).join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw e;
      }
    }
  }

  private static Database openHere(String name, Kind kind, JdbcSettings settings) {
    Optional<Connection> anchor =
        kind == Kind.SERVER ? Optional.empty() : Optional.of(connect(settings));
    HikariDataSource pool = null;
    boolean ready = false;
    try {
      pool = new HikariDataSource(poolConfig(settings));
      fill(pool);
      Database database = new Database(name, kind, anchor, pool);
      database.migrate();
      ready = true;
      return database;
    } finally {
      if (!ready) {
        if (pool != null) {
          pool.close();
        }
        anchor.ifPresent(Database::shutdown);
      }
    }
  }

  private static Connection connect(JdbcSettings settings) {
    try {
      return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
  }

  private static void shutdown(Connection anchor) {
    try (anchor;
        Statement statement = anchor.createStatement()) {
      statement.execute("SHUTDOWN");
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
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    return config;
  }

  /** So that no thread of the pool is still connecting when the pool closes and interrupts it. */
  private static void fill(HikariDataSource pool) {
    List<Connection> all = new ArrayList<>();
    try {
      for (int n = 0; n < CONNECTIONS; n++) {
        all.add(pool.getConnection());
      }
      for (Connection connection : all) {
        connection.close();
      }
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
  }

  private void migrate() {
    Flyway flyway =
        Flyway.configure(Database.class.getClassLoader())
            .dataSource(pool)
            .loggers("slf4j")
            .locations("classpath:db/migration")
            .load();
    for (MigrationInfo applied : flyway.info().applied()) {
      if (applied.getState().isApplied() && !applied.getState().isResolved()) {
        throw new StoreException(
            Reason.NEWER_VERSION,
            "the store in "
                + name
                + " was written by a newer version of switchgear (its schema is at "
                + applied.getVersion()
                + "); run that version, or give this one another switchgear.data-dir",
            null);
      }
    }
    flyway.migrate();
  }

  /** Unique key, serialisation failure, deadlock, and H2's name for a concurrent update. */
  private static boolean metAnother(Throwable failure) {
    SQLException sql = sql(failure);
    return sql != null
        && sql.getSQLState() != null
        && (sql.getSQLState().equals("23505")
            || sql.getSQLState().startsWith("40")
            || sql.getSQLState().equals("90131"));
  }

  /** The first in the chain of causes, or null. */
  static SQLException sql(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }

  private static Throwable innermost(Throwable failure) {
    Throwable at = failure;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at;
  }
}
