package io.switchgear.store;

import io.switchgear.store.StoreException.Reason;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;

/** Creates the tables, or brings those of an older version up to date. */
final class Migration {

  /** Seconds for which the migration of another node is waited for. */
  private static final int LOCK_TRIES = 600;

  private Migration() {}

  /**
   * @throws StoreException with the reason {@code NEWER_VERSION} if a newer version wrote the
   *     schema
   */
  static void run(Database.Source source, DataSource connections) {
    if (SchemaHistory.isCurrent(connections)) {
      return;
    }
    Flyway flyway =
        Flyway.configure(Migration.class.getClassLoader())
            .dataSource(connections)
            .lockRetryCount(LOCK_TRIES)
            .loggers("slf4j")
            .locations("classpath:db/migration")
            .load();
    for (MigrationInfo applied : flyway.info().applied()) {
      if (applied.getState().isApplied() && !applied.getState().isResolved()) {
        throw new StoreException(
            Reason.NEWER_VERSION,
            source.place()
                + " was written by a newer version of switchgear (its schema is at "
                + applied.getVersion()
                + "); run that version, or set "
                + (source.kind() == Database.Kind.SERVER
                    ? "switchgear.store.url to another database"
                    : "switchgear.data-dir to another folder"),
            null);
      }
    }
    flyway.migrate();
  }
}
