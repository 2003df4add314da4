package io.switchgear.store;

/**
 * The tickets of request states for a single use that were accepted, by any node on the database.
 * Methods block; see the package.
 */
public final class UsedStateTable {

  /**
   * How long a ticket is kept. It must be longer than a state is valid plus the difference between
   * the clocks of two nodes.
   */
  public static final int KEPT_MINUTES = 60;

  private final Sql sql;

  UsedStateTable(Sql sql) {
    this.sql = sql;
  }

  /**
   * Notes the use of a ticket, and forgets old ones.
   *
   * @param ticket 1 to 64 characters
   * @return whether this is the first use; of several at once, exactly one is the first
   * @throws StoreException if it could not be written; it may still have been
   */
  public boolean use(String ticket) {
    return sql.write(
        handle -> {
          handle
              .createUpdate(
                  "DELETE FROM used_state WHERE used_at < CURRENT_TIMESTAMP - INTERVAL '"
                      + KEPT_MINUTES
                      + "' MINUTE")
              .execute();
          return handle
                  .createUpdate(
                      "INSERT INTO used_state (ticket, used_at)"
                          + " SELECT CAST(:ticket AS CHARACTER VARYING(64)), CURRENT_TIMESTAMP"
                          + " WHERE NOT EXISTS (SELECT 1 FROM used_state WHERE ticket = :ticket)")
                  .bind("ticket", ticket)
                  .execute()
              == 1;
        });
  }
}
