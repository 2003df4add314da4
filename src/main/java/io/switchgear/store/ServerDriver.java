package io.switchgear.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.DriverDataSource;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;

/**
 * How connections to a database server are made. Parameters in the URL override those given here.
 */
final class ServerDriver {

  /**
   * Each connection is a process of the server: eight nodes fit into PostgreSQL's default of 100
   * connections, and a dozen transactions keep a server with a few cores busy.
   */
  private static final int POOL_SIZE = 12;

  /** For a connection and its login. */
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** For a free connection of the pool: well below what a caller waits. */
  private static final Duration POOL = Duration.ofSeconds(3);

  /** For the answer of a connection that was idle. */
  private static final Duration VALIDATION = Duration.ofSeconds(1);

  /** Longer than the limit of a statement, so that the server itself reports that. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final JdbcSettings settings;
  private final Duration limit;

  /**
   * @param limit as of {@link DatabaseServer}
   */
  ServerDriver(JdbcSettings settings, Duration limit) {
    this.settings = settings;
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

  private boolean isPostgres() {
    return settings.url().startsWith("jdbc:postgresql:");
  }

  private static Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "switchgear");
    properties.setProperty("connectTimeout", seconds(CONNECT));
    properties.setProperty("loginTimeout", seconds(CONNECT));
    properties.setProperty("tcpKeepAlive", "true");
    // Rows of one batch become one statement.
    properties.setProperty("reWriteBatchedInserts", "true");
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
