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
 * Transactions, and when a commit counts as done. A database that failed is given up and opened
 * again by the next that needs it, because H2 closes itself on an I/O error.
 */
final class Database implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int ATTEMPTS = 10;
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** What to do to end, and to make commits last; H2 needs telling, a server does not. */
  enum Kind {
    H2_FILE,
    H2_MEMORY,
    SERVER
  }

  /** Where a database is opened, again and again. */
  interface Source {

    /** For messages. */
    String name();

    Kind kind();

    /**
     * @throws StoreException if it cannot be opened
     */
    Connections open();

    /**
     * @throws StoreException if what was written went to a file that nobody finds any more
     */
    default void check() {}

    /** Holds nothing of the disk until the next opening. */
    default void letGo() {}
  }

  private final Source source;
  private final StoreThreads threads;
  private final ReentrantLock opening = new ReentrantLock();
  private final List<Runnable> reopened = new CopyOnWriteArrayList<>();
  private volatile Optional<Connections> current;
  private volatile Optional<Trouble> trouble = Optional.empty();
  private volatile boolean closed;

  /** What the last opening failed with, and when; guarded by the lock. */
  private Optional<StoreException> lastRefusal = Optional.empty();

  private long refusedAt;

  /**
   * What is wrong with the store.
   *
   * @param since the first failure after which nothing has worked
   * @param what the last failure's message
   * @param writing whether it was a write that failed; then a read ends nothing
   */
  record Trouble(Instant since, String what, boolean writing) {}

  private Database(Source source, StoreThreads threads, Connections opened) {
    this.source = source;
    this.threads = threads;
    this.current = Optional.of(opened);
  }

  /**
   * @throws StoreException if it cannot be opened
   */
  static Database open(Source source) {
    return open(source, StoreThreads.PATIENCE);
  }

  static Database open(Source source, Duration patience) {
    StoreThreads threads = new StoreThreads(source.name(), patience);
    boolean open = false;
    try {
      Database database = new Database(source, threads, threads.awaitForLong(source::open));
      open = true;
      return database;
    } finally {
      if (!open) {
        threads.close();
      }
    }
  }

  <T> T read(HandleCallback<T, RuntimeException> work) {
    return attempt(false, () -> on(connections -> connections.jdbi().withHandle(work)));
  }

  /**
   * One transaction; returns when it is on the disk. The work may be run several times, when it met
   * another transaction.
   */
  <T> T write(HandleCallback<T, RuntimeException> work) {
    return attempt(true, () -> on(connections -> lasting(connections, work)));
  }

  private <T> T lasting(Connections connections, HandleCallback<T, RuntimeException> work) {
    T result = transaction(connections, work);
    if (source.kind() == Kind.H2_FILE) {
      connections.disk().await();
      source.check();
    }
    return result;
  }

  /** What is wrong now; empty if the last that was tried worked. */
  Optional<Trouble> trouble() {
    return trouble;
  }

  /** Has the task run after each time that the database was opened again; it must not block. */
  void whenReopened(Runnable task) {
    reopened.add(task);
  }

  /** Ends in order; waits for a disk that does not answer no longer than anybody else does. */
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

  private interface Work<T> {
    T on(Connections connections);
  }

  /** With what is open; what failed for more than its own fault is given up. */
  private <T> T on(Work<T> work) {
    Connections connections = opened();
    try {
      return work.on(connections);
    } catch (RuntimeException failure) {
      if (source.kind() == Kind.H2_FILE && !isOfStatement(failure)) {
        giveUp(connections);
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

  /** Not more often than twice a second, however many ask. */
  private Connections openAgain() {
    if (lastRefusal.isPresent() && System.nanoTime() - refusedAt < PAUSE.toNanos()) {
      throw lastRefusal.get();
    }
    try {
      Connections opened = source.open();
      lastRefusal = Optional.empty();
      LOG.info("the store in {} is open again", source.name());
      return opened;
    } catch (StoreException refused) {
      source.letGo();
      lastRefusal = Optional.of(refused);
      refusedAt = System.nanoTime();
      throw refused;
    }
  }

  private void giveUp(Connections failed) {
    opening.lock();
    try {
      if (current.filter(now -> now == failed).isPresent()) {
        current = Optional.empty();
        failed.abandon();
        source.letGo();
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
        if (attempt == ATTEMPTS || !metAnother(e)) {
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
          "the store cannot be {}; it is tried again, and the next line about this comes when it"
              + " works",
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
          LOG.info("the store works again; it had failed since {}", trouble.get().since());
          trouble = Optional.empty();
        }
      }
    }
  }

  private StoreException closed() {
    return new StoreException(
        Reason.FAILED,
        "the store in " + source.name() + " is closed; nothing can be read or written any more",
        null);
  }

  private StoreException failed(RuntimeException e) {
    return new StoreException(
        Reason.FAILED,
        "the store in "
            + source.name()
            + " could not be read or written ("
            + innermost(e)
            + "); try again, and look after the disk's free space if it stays so",
        e);
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

  /** Whether the statement or its values are at fault, and the database is well. */
  private static boolean isOfStatement(Throwable failure) {
    SQLException sql = sql(failure);
    String state = sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
    return metAnother(failure) || state.matches("(2[0-9]|42).*");
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
