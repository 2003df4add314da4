package io.switchgear.store;

import io.switchgear.store.StoreException.Reason;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs transactions and waits until commits are on disk. After an I/O error, H2 closes itself; the
 * database is then abandoned, and the next use opens it again.
 */
final class Database implements Sql, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int MAX_ATTEMPTS = 10;
  private static final Duration REOPEN_PAUSE = Duration.ofMillis(500);

  /** The kind of database, which decides how it is shut down and how commits are forced to disk. */
  enum Kind {
    H2_FILE,
    H2_MEMORY,
    SERVER
  }

  /** Opens a database, also again after a failure. */
  interface Source {

    /** The database as messages name it, such as {@code the store in /data/store}. */
    String place();

    /** What an operator should check when it fails, such as {@code check the disk}. */
    String advice();

    Kind kind();

    /** The most reads and writes at once, including those that wait for a shared force. */
    default int threads() {
      return 64;
    }

    /**
     * @throws StoreException if the database cannot be opened
     */
    Connections open();

    /**
     * @throws StoreException if the open database file no longer exists under its name
     */
    default void checkFile() {}

    /** Releases the disk until the next opening. */
    default void release() {}
  }

  private final Source source;
  private final StoreThreads threads;
  private final ServerOutage outage = new ServerOutage(REOPEN_PAUSE);
  private final ReentrantLock opening = new ReentrantLock();
  private final List<Runnable> reopened = new CopyOnWriteArrayList<>();
  private volatile Optional<Connections> current;
  private volatile Optional<Trouble> trouble = Optional.empty();
  private volatile boolean closed;

  /** The failure of the last attempt to open, and its time; guarded by {@link #opening}. */
  private Optional<StoreException> lastOpenFailure = Optional.empty();

  private long openFailedAt;

  /**
   * A failure of the store that persists.
   *
   * @param since the first failure without a success after it
   * @param message the message of the last failure
   * @param writing whether a write failed; then only a successful write ends it
   */
  record Trouble(Instant since, String message, boolean writing) {}

  private Database(Source source, StoreThreads threads, Connections opened) {
    this.source = source;
    this.threads = threads;
    this.current = Optional.of(opened);
  }

  /**
   * @throws StoreException if it cannot be opened
   */
  static Database open(Source source) {
    return open(source, StoreThreads.TIMEOUT);
  }

  static Database open(Source source, Duration timeout) {
    StoreThreads threads = new StoreThreads(source, timeout);
    boolean open = false;
    try {
      Database database = new Database(source, threads, threads.awaitWithoutLimit(source::open));
      open = true;
      return database;
    } finally {
      if (!open) {
        threads.close();
      }
    }
  }

  @Override
  public <T> T read(HandleCallback<T, RuntimeException> work) {
    return attempt(false, () -> on(connections -> connections.jdbi().withHandle(work)));
  }

  /**
   * Runs one transaction and returns when it is on disk. The work may run several times if it
   * conflicts with another transaction.
   */
  @Override
  public <T> T write(HandleCallback<T, RuntimeException> work) {
    return attempt(true, () -> on(connections -> durable(connections, work)));
  }

  private <T> T durable(Connections connections, HandleCallback<T, RuntimeException> work) {
    T result = transaction(connections, work);
    if (source.kind() == Kind.H2_FILE) {
      connections.disk().await();
      source.checkFile();
    }
    return result;
  }

  /** The current failure; empty if the last access succeeded. */
  Optional<Trouble> trouble() {
    return trouble;
  }

  /** Registers a task to run after each reopening of the database; it must not block. */
  void whenReopened(Runnable task) {
    reopened.add(task);
  }

  /** Closes the database; waits for the disk no longer than other operations do. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      threads.await(
          () -> {
            taken().ifPresent(Connections::close);
            return null;
          });
    } catch (StoreException tooSlow) {
      throw tooSlow;
    } catch (RuntimeException e) {
      throw failed(e);
    } finally {
      threads.close();
    }
  }

  static OffsetDateTime column(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  /**
   * Locks the tool's row until the transaction ends, so that writers of the same tool take turns.
   */
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

  private interface Work<T> {
    T on(Connections connections);
  }

  /** Runs work on the open database; abandons the database unless only the statement failed. */
  private <T> T on(Work<T> work) {
    outage.check();
    Connections connections = opened();
    try {
      T result = work.on(connections);
      outage.noteAnswer();
      return result;
    } catch (RuntimeException failure) {
      outage.note(failure);
      if (source.kind() == Kind.H2_FILE && !isOfStatement(failure)) {
        abandon(connections);
      }
      throw failure;
    }
  }

  private Connections opened() {
    opening.lock();
    try {
      if (closed) {
        throw closed();
      }
      if (current.isEmpty()) {
        current = Optional.of(openAgain());
        reopened.forEach(Runnable::run);
      }
      return current.get();
    } finally {
      opening.unlock();
    }
  }

  /** At most every {@link #REOPEN_PAUSE}; calls in between get the last failure. */
  private Connections openAgain() {
    if (lastOpenFailure.isPresent() && System.nanoTime() - openFailedAt < REOPEN_PAUSE.toNanos()) {
      throw lastOpenFailure.get();
    }
    try {
      Connections opened = source.open();
      lastOpenFailure = Optional.empty();
      LOG.info("{} was opened again", source.place());
      return opened;
    } catch (StoreException failed) {
      source.release();
      lastOpenFailure = Optional.of(failed);
      openFailedAt = System.nanoTime();
      throw failed;
    }
  }

  private void abandon(Connections failed) {
    opening.lock();
    try {
      if (current.filter(now -> now == failed).isPresent()) {
        current = Optional.empty();
        failed.abandon();
        source.release();
      }
    } finally {
      opening.unlock();
    }
  }

  private Optional<Connections> taken() {
    opening.lock();
    try {
      Optional<Connections> last = current;
      current = Optional.empty();
      return last;
    } finally {
      opening.unlock();
    }
  }

  private <T> T transaction(Connections connections, HandleCallback<T, RuntimeException> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return connections.jdbi().inTransaction(work);
      } catch (RuntimeException e) {
        if (attempt == MAX_ATTEMPTS || !isConflict(e)) {
          throw e;
        }
      }
    }
  }

  private <T> T attempt(boolean writing, Supplier<T> work) {
    if (closed) {
      throw closed();
    }
    StoreException failure;
    try {
      T result = threads.await(work);
      noteSuccess(writing);
      return result;
    } catch (StoreException e) {
      failure = e;
    } catch (RuntimeException e) {
      failure = failed(e);
    }
    noteFailure(failure, writing);
    throw failure;
  }

  private synchronized void noteFailure(StoreException failure, boolean writing) {
    if (trouble.isEmpty()) {
      LOG.warn(
          "The store cannot be {}; it is retried, and its recovery will be logged",
          writing ? "written" : "read",
          failure);
    }
    trouble =
        Optional.of(
            new Trouble(
                trouble.map(Trouble::since).orElseGet(Instant::now),
                failure.getMessage(),
                writing || trouble.map(Trouble::writing).orElse(false)));
  }

  private void noteSuccess(boolean writing) {
    if (trouble.isPresent()) {
      synchronized (this) {
        if (trouble.filter(now -> writing || !now.writing()).isPresent()) {
          LOG.info("The store works again; it had failed since {}", trouble.get().since());
          trouble = Optional.empty();
        }
      }
    }
  }

  private StoreException closed() {
    return new StoreException(
        Reason.FAILED, source.place() + " is closed; it cannot be read or written", null);
  }

  private StoreException failed(RuntimeException e) {
    return new StoreException(
        Reason.FAILED,
        source.place()
            + " cannot be read or written ("
            + innermost(e)
            + "); try again, and "
            + source.advice()
            + " if it keeps failing",
        e);
  }

  /** Unique key violation, serialization failure, deadlock, or H2's concurrent update. */
  private static boolean isConflict(Throwable failure) {
    SQLException sql = sql(failure);
    return sql != null
        && sql.getSQLState() != null
        && (sql.getSQLState().equals("23505")
            || sql.getSQLState().startsWith("40")
            || sql.getSQLState().equals("90131"));
  }

  /** Whether only the statement or its values caused the failure, not the database. */
  private static boolean isOfStatement(Throwable failure) {
    SQLException sql = sql(failure);
    String state = sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
    return isConflict(failure) || state.matches("(2[0-9]|42).*");
  }

  /** The first SQLException in the chain of causes, or null. */
  static SQLException sql(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }

  /** The cause of all, on one line. */
  static String innermost(Throwable failure) {
    Throwable at = failure;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return String.valueOf(at).replaceAll("\\s+", " ");
  }
}
