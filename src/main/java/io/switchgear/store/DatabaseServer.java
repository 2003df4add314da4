package io.switchgear.store;

import io.switchgear.store.StoreException.Reason;
import java.time.Duration;

/**
 * A database on a server, which other nodes may use at the same time.
 *
 * @param node name of this node
 * @param limit for a statement, and for a transaction that does nothing
 */
record DatabaseServer(JdbcSettings settings, String node, Duration limit)
    implements Database.Source {

  @Override
  public String place() {
    return "the database " + settings.address();
  }

  @Override
  public String advice() {
    return "check that the database server runs, and its free disk space";
  }

  @Override
  public Database.Kind kind() {
    return Database.Kind.SERVER;
  }

  /** A thread has a connection, so the pool has one for each thread. */
  @Override
  public int threads() {
    return ServerDriver.POOL_SIZE;
  }

  @Override
  public Connections open() {
    try {
      return Connections.open(this, new ServerDriver(settings, node, limit));
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new StoreException(
          Reason.FAILED,
          place()
              + " cannot be opened ("
              + Database.innermost(e)
              + "); check that it runs and can be reached from here, that user and password in"
              + " switchgear.store are right, and that the user may create tables",
          e);
    }
  }
}
