package io.switchgear.testing;

import io.switchgear.store.JdbcSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A real PostgreSQL server for the tests of this JVM. It starts at the first use, on loopback and
 * as durable as by PostgreSQL's defaults, and ends with the JVM. Classes that use it need
 * {@code @Tag("process")}.
 *
 * <p>Tests in one JVM run one after the other, so a test may stop the server; it must start it
 * again.
 */
public final class Postgres {

  /** The role that owns the fresh databases; it is no superuser and logs in with a password. */
  public static final String USER = "switchgear";

  public static final String PASSWORD = "a-password-of-tests";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final String SUPERUSER = "postgres";

  /** The superuser needs no password, for this class; all others do, as on a real server. */
  private static final String ACCESS =
      """
      host all postgres 127.0.0.1/32 trust
      host all all      127.0.0.1/32 scram-sha-256
      host all all      10.0.0.0/8   scram-sha-256
      """;

  private static final String LOOPBACK = "127.0.0.1";

  private static Postgres shared;

  private final Path data;

  /** A free port that the first start chooses. */
  private int port;

  /** Of the main process. */
  private long pid;

  private int databases;

  private String addresses = LOOPBACK;

  /** Null while the server is stopped. */
  private EmbeddedPostgres server;

  private Postgres() throws IOException {
    // Not below the library's own folder: a start there deletes the older data of stopped servers,
    // those of other processes included.
    this.data =
        Files.createDirectories(
                Path.of(System.getProperty("java.io.tmpdir"), "switchgear-test-postgres"))
            .resolve(UUID.randomUUID().toString());
  }

  /** Creates an empty database that the role {@link #USER} owns. */
  public static synchronized JdbcSettings freshDatabase() {
    return shared().create("");
  }

  /**
   * As {@link #freshDatabase}, with its files in the folder, such as one on a small disk. The
   * folder must be empty.
   */
  public static synchronized JdbcSettings freshDatabaseIn(Path folder) {
    String space = "space_" + UUID.randomUUID().toString().replace('-', '_');
    shared().sql("CREATE TABLESPACE " + space + " LOCATION '" + folder + "'");
    return shared().create(" STRATEGY file_copy TABLESPACE " + space);
  }

  /** Drops a database, so that its disk can be removed; ends its sessions. */
  public static synchronized void drop(JdbcSettings database) {
    String name = database.url().substring(database.url().lastIndexOf('/') + 1);
    shared().sql("DROP DATABASE " + name + " WITH (FORCE)");
  }

  /** Runs a statement as the superuser, such as one that ends the sessions of others. */
  public static synchronized void execute(String sql) {
    shared().sql(sql);
  }

  /**
   * Restarts the server, so that it also listens on an address of a network that the test has made.
   *
   * @return the settings for clients in that network
   */
  public static synchronized JdbcSettings listenAlso(String address, JdbcSettings database) {
    restartOn(LOOPBACK + "," + address);
    return new JdbcSettings(
        database.url().replace(LOOPBACK, address), database.user(), database.password());
  }

  /** Ends {@link #listenAlso}; must be called before the address is removed. */
  public static synchronized void listenOnLoopback() {
    thaw();
    restartOn(LOOPBACK);
  }

  private static void restartOn(String addresses) {
    Postgres postgres = shared();
    postgres.close();
    postgres.addresses = addresses;
    postgres.open();
  }

  /** Stops the server: sessions end, and the port refuses connections. */
  public static synchronized void stop() {
    shared().close();
  }

  /** Kills the server without a checkpoint; the next start recovers from its log. */
  public static synchronized void kill() {
    Postgres postgres = shared();
    signal("QUIT", List.of(postgres.pid));
    postgres.close();
  }

  /** Stops all processes of the server with SIGSTOP: connections succeed, and nothing answers. */
  public static synchronized void freeze() {
    signal("STOP", shared().processes());
  }

  /** Ends {@link #freeze}; also for a server that runs or is stopped. */
  public static synchronized void thaw() {
    if (shared().server != null) {
      signal("CONT", shared().processes());
    }
  }

  /** Starts the stopped server again, with its data and at its port. */
  public static synchronized void start() {
    shared().open();
  }

  private static Postgres shared() {
    if (shared == null) {
      try {
        Postgres postgres = new Postgres();
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::end, "end-postgres"));
        postgres.open();
        postgres.sql("CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'");
        shared = postgres;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return shared;
  }

  private void open() {
    if (server != null) {
      return;
    }
    try {
      boolean first = !Files.exists(data);
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              // The library would delete the data at every stop.
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .setPGStartupWait(START_LIMIT)
              // The library switches both off, and a kill would lose acknowledged commits.
              .setServerConfig("listen_addresses", addresses)
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on");
      server = (first ? builder : builder.setPort(port)).start();
      pid = readPid();
      if (first) {
        port = server.getPort();
        Files.writeString(data.resolve("pg_hba.conf"), ACCESS);
        sql("SELECT pg_reload_conf()");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void close() {
    if (server == null) {
      return;
    }
    try {
      server.close();
      server = null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // The library waits for 5 s only, and a server that still stops prevents the next start.
    Await.until("the end of PostgreSQL", () -> ProcessHandle.of(pid).isEmpty());
  }

  private void end() {
    close();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException neverStarted) {
      // Nothing is left.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JdbcSettings create(String options) {
    String name = "test_" + ++databases;
    sql("CREATE DATABASE " + name + " OWNER " + USER + options);
    return new JdbcSettings(url(name), USER, PASSWORD);
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** With limits, so that a server which a failed test left frozen does not hold up all others. */
  private String ownUrl() {
    return url(SUPERUSER) + "?socketTimeout=60&loginTimeout=60";
  }

  private void sql(String sql) {
    try (Connection connection = DriverManager.getConnection(ownUrl(), SUPERUSER, "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private long readPid() {
    try (Stream<String> lines = Files.lines(data.resolve("postmaster.pid"))) {
      return Long.parseLong(lines.findFirst().orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Long> processes() {
    ProcessHandle main = ProcessHandle.of(pid).orElseThrow();
    return Stream.concat(Stream.of(main), main.descendants()).map(ProcessHandle::pid).toList();
  }

  /** Processes that have just ended by themselves are passed over. */
  private static void signal(String signal, List<Long> processes) {
    for (long pid : processes) {
      try {
        Process kill =
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).inheritIO().start();
        if (Await.exit("kill", kill) != 0 && ProcessHandle.of(pid).isPresent()) {
          throw new AssertionError("kill -%s %d".formatted(signal, pid));
        }
      } catch (IOException e) {
        throw new AssertionError("kill -%s %d".formatted(signal, pid), e);
      }
    }
  }
}
