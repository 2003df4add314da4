package io.switchgear.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;

/**
 * Remembers that a database server could not be reached, so that not every access waits for a
 * connection. After a pause one access tries again; until it succeeds, the others fail at once with
 * the last failure.
 */
final class ServerOutage {

  private final Duration pause;

  /** Empty while the server answers. */
  private volatile Optional<RuntimeException> failure = Optional.empty();

  private long failedAt;
  private boolean trying;

  /**
   * @param pause between two tries
   */
  ServerOutage(Duration pause) {
    this.pause = pause;
  }

  /**
   * Call it before each access.
   *
   * @throws RuntimeException the last failure, if the server did not answer and this access is not
   *     the one to try again
   */
  void check() {
    if (failure.isPresent()) {
      synchronized (this) {
        if (failure.isPresent() && (trying || System.nanoTime() - failedAt < pause.toNanos())) {
          throw failure.get();
        }
        trying = true;
      }
    }
  }

  /** The server answered, even if only that the statement is wrong. */
  void noteAnswer() {
    if (failure.isPresent()) {
      synchronized (this) {
        failure = Optional.empty();
        trying = false;
      }
    }
  }

  /** Call it with the failure of each access. */
  void note(RuntimeException failed) {
    if (!isOfConnection(Database.sql(failed))) {
      noteAnswer();
      return;
    }
    synchronized (this) {
      failure = Optional.of(failed);
      failedAt = System.nanoTime();
      trying = false;
    }
  }

  /**
   * Whether there was no connection, or it broke: class 08, the server's shutdown or crash (57P01
   * to 57P03), or too many connections (53300).
   */
  private static boolean isOfConnection(SQLException sql) {
    String state = sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
    return sql instanceof SQLTransientConnectionException
        || state.startsWith("08")
        || state.startsWith("57P")
        || state.equals("53300");
  }
}
