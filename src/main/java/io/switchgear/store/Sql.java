package io.switchgear.store;

import org.jdbi.v3.core.HandleCallback;

/**
 * Access to the database for the tables of other rooms. Methods block; see the package. The SQL
 * must run on H2 and on PostgreSQL.
 */
public interface Sql {

  /**
   * Runs queries on one connection.
   *
   * @throws StoreException if the database does not answer
   */
  <T> T read(HandleCallback<T, RuntimeException> work);

  /**
   * Runs one transaction and returns when it is on disk. The work may run several times if it
   * conflicts with another transaction, so it must change nothing but the database.
   *
   * @throws StoreException if it could not be written; it may still have been
   */
  <T> T write(HandleCallback<T, RuntimeException> work);
}
