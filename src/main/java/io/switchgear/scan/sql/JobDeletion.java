package io.switchgear.scan.sql;

import io.switchgear.store.Sql;
import io.switchgear.store.StoreException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes jobs with their results, which can be millions of rows. The first transaction deletes the
 * row of the job and notes its id in {@code scan_deletion}: from then on the job is unknown. The
 * results follow in many transactions, the last of which deletes the note. What a crash interrupts
 * is finished from the notes. Methods block.
 */
final class JobDeletion {

  private static final Logger LOG = LoggerFactory.getLogger(JobDeletion.class);
  private static final int AT_ONCE = 10_000;

  private final Sql sql;

  JobDeletion(Sql sql) {
    this.sql = sql;
  }

  /** A condition that excludes rows of deleted jobs. The notes are few, so they are read once. */
  static String notDeleted(String job) {
    return job + " NOT IN (SELECT job FROM scan_deletion)";
  }

  /**
   * Fails while results of a deleted job with this id are left: they would become those of the new
   * job.
   */
  static void checkGone(Handle handle, String id) {
    if (isNoted(handle, id, "")) {
      throw new IllegalStateException(
          "job " + id + " was deleted, and its results are not deleted yet; try again later");
    }
  }

  private static boolean isNoted(Handle handle, String id, String lock) {
    return handle
        .createQuery("SELECT job FROM scan_deletion WHERE job = :id" + lock)
        .bind("id", id)
        .mapTo(String.class)
        .findOne()
        .isPresent();
  }

  /** See {@link JobTable#delete}. */
  boolean delete(String id) {
    boolean hidden = sql.write(handle -> hide(handle, id));
    if (hidden) {
      try {
        deleteResults(id);
      } catch (StoreException later) {
        LOG.warn(
            "job {} is deleted; its results are still in the database, until retention has deleted"
                + " them: {}",
            id,
            later.getMessage());
      }
    }
    return hidden;
  }

  static boolean hide(Handle handle, String id) {
    int deleted =
        handle
            .createUpdate(
                "DELETE FROM scan_job WHERE id = :id AND state NOT IN " + JobTable.OPEN_STATES)
            .bind("id", id)
            .execute();
    if (deleted == 1) {
      handle.createUpdate("INSERT INTO scan_deletion (job) VALUES (:id)").bind("id", id).execute();
    }
    return deleted == 1;
  }

  /** See {@link JobTable#finishDeletions}. */
  int finish() {
    List<String> interrupted =
        sql.read(
            handle ->
                handle.createQuery("SELECT job FROM scan_deletion").mapTo(String.class).list());
    interrupted.forEach(this::deleteResults);
    return interrupted.size();
  }

  private void deleteResults(String id) {
    deleteRows(id, "scan_port", "job, address, protocol, port");
    deleteRows(id, "scan_host", "job, address");
    deleteRows(id, "scan_block", "job, block");
    deleteRows(id, "scan_problem", "id");
    sql.write(
        handle ->
            handle
                .createUpdate("DELETE FROM scan_deletion WHERE job = :id")
                .bind("id", id)
                .execute());
  }

  /** In steps, so that no transaction holds a million rows. */
  private void deleteRows(String id, String table, String key) {
    int deleted;
    do {
      deleted = sql.write(handle -> deleteStep(handle, id, table, key));
    } while (deleted == AT_ONCE);
  }

  /**
   * With the note locked. Without it, of two that delete the same rows at once, one would find
   * fewer than a step has, and delete the note before the end.
   */
  private static int deleteStep(Handle handle, String id, String table, String key) {
    return isNoted(handle, id, " FOR UPDATE")
        ? handle
            .createUpdate(
                "DELETE FROM "
                    + table
                    + " WHERE ("
                    + key
                    + ") IN (SELECT "
                    + key
                    + " FROM "
                    + table
                    + " WHERE job = :job FETCH FIRST "
                    + AT_ONCE
                    + " ROWS ONLY)")
            .bind("job", id)
            .execute()
        : 0;
  }
}
