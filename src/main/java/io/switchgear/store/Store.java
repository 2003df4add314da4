package io.switchgear.store;

import io.switchgear.store.StoreException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An open store: creates the accessors of its tables. Accessors must not be used after {@link
 * #close()}.
 */
public final class Store implements AutoCloseable {

  /**
   * H2 options: the program closes the database instead of H2's shutdown hook, so that the last
   * writes succeed; no trace file, which would contain arguments; lock waits end after 10 s.
   */
  static final String H2 = ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;LOCK_TIMEOUT=10000";

  /** Not a valid tool name. */
  private static final String TEST_NAME = "(trial)";

  private final Database database;
  private final Runnable release;

  private Store(Database database, Runnable release) {
    this.database = database;
    this.release = release;
  }

  /**
   * A failure of the store that persists.
   *
   * @param since the first failure without a success after it
   * @param message the message of the last failure
   */
  public record Trouble(Instant since, String message) {}

  /**
   * Opens or creates the database file in the folder {@code store} under {@code dataDir}. Created
   * folders, and always the folder {@code store}, are accessible only to their owner (0700).
   *
   * @throws StoreException if another process has it open, if it cannot be read, or if a newer
   *     version wrote it; the file is not changed then
   */
  public static Store open(Path dataDir) {
    return open(dataDir, StoreThreads.TIMEOUT);
  }

  static Store open(Path dataDir, Duration timeout) {
    StoreFile file = new StoreFile(DataFolder.lock(dataDir));
    boolean open = false;
    try {
      Store store = new Store(Database.open(file, timeout), file::close);
      open = true;
      return store;
    } finally {
      if (!open) {
        file.close();
      }
    }
  }

  /**
   * Opens an external database; its JDBC driver must be on the class path.
   *
   * @throws StoreException if it cannot be reached, or if a newer version wrote it
   */
  public static Store open(JdbcSettings settings) {
    try {
      return new Store(
          Database.open(new Address(settings.url(), Database.Kind.SERVER, settings)), () -> {});
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new StoreException(
          Reason.FAILED,
          "the database "
              + settings.url()
              + " cannot be opened ("
              + e.getMessage()
              + "); check that it runs, that its driver is on the class path, and that the user may"
              + " create tables",
          e);
    }
  }

  /** A private in-memory store, which is lost when closed. */
  public static Store inMemory() {
    String url = "jdbc:h2:mem:" + UUID.randomUUID() + H2;
    return new Store(
        Database.open(
            new Address("memory", Database.Kind.H2_MEMORY, new JdbcSettings(url, "sa", ""))),
        () -> {});
  }

  public BreakerStates breakerStates() {
    return new BreakerStates(database);
  }

  public AnswerCache answers(AnswerCache.Limits limits) {
    return new AnswerCache(database, limits);
  }

  public CallQueue callQueue(CallQueue.Limits limits) {
    return new CallQueue(database, limits);
  }

  /** For rooms that have tables of their own. */
  public Sql sql() {
    return database;
  }

  /** The current failure; empty if the last access succeeded. Does not wait for the disk. */
  public Optional<Trouble> trouble() {
    return database.trouble().map(now -> new Trouble(now.since(), now.message()));
  }

  /**
   * Writes and deletes a test row, to check whether the store is writable.
   *
   * @throws StoreException if it is not
   */
  public void tryToWrite() {
    database.write(
        handle -> {
          handle.execute("INSERT INTO tool_gate (tool) VALUES (?)", TEST_NAME);
          return handle.execute("DELETE FROM tool_gate WHERE tool = ?", TEST_NAME);
        });
  }

  /**
   * Registers a task to run after each reopening of the store, when the last writes may be missing.
   * It must not block.
   */
  public void whenReopened(Runnable task) {
    database.whenReopened(task);
  }

  /** Closes the store; later accesses fail. Repeated calls have no effect. */
  @Override
  public void close() {
    try {
      database.close();
    } finally {
      release.run();
    }
  }

  /** A database that is opened by its JDBC URL. */
  private record Address(String name, Database.Kind kind, JdbcSettings settings)
      implements Database.Source {

    @Override
    public Connections open() {
      return Connections.open(name, kind, settings);
    }
  }
}
