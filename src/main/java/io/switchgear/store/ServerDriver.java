package io.switchgear.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.DriverDataSource;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How connections to a database server are made. Parameters in the URL override those given here.
 */
final class ServerDriver {

  /**
   * Each connection is a process of the server: eight nodes fit into PostgreSQL's default of 100
   * connections, and a dozen transactions keep a server with a few cores busy.
   */
  static final int POOL_SIZE = 12;

  /** For a connection and its login. */
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** For a connection of the pool, which is missing only if the server cannot be reached. */
  private static final Duration POOL = Duration.ofSeconds(3);

  /** For the answer of a connection that was idle. */
  private static final Duration VALIDATION = Duration.ofSeconds(1);

  /** Longer than the limit of a statement, so that the server itself reports that. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** The longest name of a session that PostgreSQL keeps. */
  private static final int SESSION_NAME_CHARS = 63;

  private static final Logger LOG = LoggerFactory.getLogger(ServerDriver.class);

  private final JdbcSettings settings;
  private final String node;
  private final Duration limit;

  /** Parameters as of {@link DatabaseServer}. */
  ServerDriver(JdbcSettings settings, String node, Duration limit) {
    this.settings = settings;
    this.node = node;
    this.limit = limit;
  }

  HikariConfig pool() {
    HikariConfig config = new HikariConfig();
    config.setPoolName("store");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(POOL_SIZE);
    config.setConnectionTimeout(POOL.toMillis());
    config.setValidationTimeout(VALIDATION.toMillis());
    if (isPostgres()) {
      Properties properties = properties();
      properties.setProperty("socketTimeout", seconds(limit.plus(MARGIN)));
      config.setDataSourceProperties(properties);
      config.setConnectionInitSql(limits());
    }
    return config;
  }

  /** For the migration, whose statements may take long. */
  DataSource withoutLimits() {
    return new DriverDataSource(
        settings.url(),
        null,
        isPostgres() ? properties() : new Properties(),
        settings.user(),
        settings.password());
  }

  /**
   * Warns if there are sessions of this node's name. They may also be of a process of this node
   * that the server still believes to be connected, so this is no error.
   */
  void warnOfSameName() {
    if (!isPostgres()) {
      return;
    }
    long others =
        Jdbi.create(withoutLimits())
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname ="
                                + " current_database() AND application_name = :name"
                                + " AND pid <> pg_backend_pid()")
                        .bind("name", sessionName())
                        .mapTo(Long.class)
                        .one());
    if (others > 0) {
      LOG.warn(
          "The database has {} sessions of a node named '{}'. If another server runs with that"
              + " name, the two overwrite each other's breaker states: give each its own"
              + " switchgear.node",
          others,
          node);
    }
  }

  private String sessionName() {
    String name = "switchgear " + node;
    return name.substring(0, Math.min(SESSION_NAME_CHARS, name.length()));
  }

  private boolean isPostgres() {
    return settings.url().startsWith("jdbc:postgresql:");
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", sessionName());
    properties.setProperty("connectTimeout", seconds(CONNECT));
    properties.setProperty("loginTimeout", seconds(CONNECT));
    properties.setProperty("tcpKeepAlive", "true");
    // Rows of one batch become one statement.
    properties.setProperty("reWriteBatchedInserts", "true");
    // The detail of an error has the values of a row, such as a secret key, and would be logged.
    properties.setProperty("logServerErrorDetail", "false");
    return properties;
  }

  /**
   * A statement whose caller has given up must not run on. A node that is frozen in a transaction
   * must not keep its locks from other nodes.
   */
  private String limits() {
    return "SET statement_timeout = %d; SET idle_in_transaction_session_timeout = %d"
        .formatted(limit.toMillis(), limit.toMillis());
  }

  private static String seconds(Duration duration) {
    return Long.toString(duration.toSeconds());
  }
}
