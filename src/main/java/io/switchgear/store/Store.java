package io.switchgear.store;

import io.switchgear.store.StoreException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The database, opened: hands out what is kept in it. Those who got a part of it from here must be
 * done before {@link #close()}.
 */
public final class Store implements AutoCloseable {

  /**
   * Closed by us and not by H2's shutdown hook, so that the last writes find it open; no trace
   * file, which would hold arguments; no waiting for a lock without end.
   */
  static final String H2 = ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;LOCK_TIMEOUT=10000";

  /** No tool has this name. */
  private static final String TRIAL = "(trial)";

  private final Database database;
  private final Runnable letGo;

  private Store(Database database, Runnable letGo) {
    this.database = database;
    this.letGo = letGo;
  }

  /**
   * What is wrong with the store.
   *
   * @param since the first failure after which nothing has worked
   * @param what the last failure's message
   */
  public record Trouble(Instant since, String what) {}

  /**
   * Opens, or makes, the database file in the folder {@code store} under {@code dataDir}. Folders
   * that are made here are for their owner only (0700), and the folder {@code store} always is.
   *
   * @throws StoreException if another has it open, if it cannot be read, if it is of a newer
   *     version; the file is then as it was
   */
  public static Store open(Path dataDir) {
    return open(dataDir, StoreThreads.PATIENCE);
  }

  static Store open(Path dataDir, Duration patience) {
    StoreFile file = new StoreFile(DataFolder.hold(dataDir));
    boolean open = false;
    try {
      Store store = new Store(Database.open(file, patience), file::close);
      open = true;
      return store;
    } finally {
      if (!open) {
        file.close();
      }
    }
  }

  /**
   * Opens a database that somebody else runs; its driver must be on the class path.
   *
   * @throws StoreException if it cannot be reached or is of a newer version
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
              + "); it must run, its driver be on the class path, and the user be allowed to make"
              + " tables: see to these and start again",
          e);
    }
  }

  /** Gone when closed, and seen by nobody else. */
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

  /** What is wrong now; empty if what was tried last worked. Does not wait for the disk. */
  public Optional<Trouble> trouble() {
    return database.trouble().map(now -> new Trouble(now.since(), now.what()));
  }

  /**
   * Writes something that says nothing, to see whether writing works.
   *
   * @throws StoreException if it does not
   */
  public void tryToWrite() {
    database.write(
        handle -> {
          handle.execute("INSERT INTO tool_gate (tool) VALUES (?)", TRIAL);
          return handle.execute("DELETE FROM tool_gate WHERE tool = ?", TRIAL);
        });
  }

  /**
   * Has the task run after each time that the store had to be opened again, when the newest of what
   * was written may be missing. It must not block.
   */
  public void whenReopened(Runnable task) {
    database.whenReopened(task);
  }

  /** May be called again; what is asked of the store afterwards fails. */
  @Override
  public void close() {
    try {
      database.close();
    } finally {
      letGo.run();
    }
  }

  /** A database that is reached under an address. */
  private record Address(String name, Database.Kind kind, JdbcSettings settings)
      implements Database.Source {

    @Override
    public Connections open() {
      return Connections.open(name, kind, settings);
    }
  }
}
