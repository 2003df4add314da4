package io.switchgear.scan.sql;

import io.switchgear.store.Sql;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;

/** The queued calls among the jobs. Methods block; see the package. */
public final class QueuedCallTable {

  private static final int AT_ONCE = 1000;

  private final Sql sql;
  private final JobTable jobs;

  public QueuedCallTable(Sql sql, JobTable jobs) {
    this.sql = sql;
    this.jobs = jobs;
  }

  /** The result of adding a call. */
  public sealed interface Adding {

    /**
     * @param position among the calls of the tool that have not ended, 1 is first
     */
    record Added(JobRow row, int position) implements Adding {}

    /**
     * @param calls of the tool that have not ended
     */
    record Full(int calls) implements Adding {}
  }

  /**
   * Adds a call, unless its tool has too many. Queued calls do not count as jobs of their
   * principal.
   *
   * @param most calls of one tool that have not ended
   */
  public Adding add(NewJob call, int most) {
    return sql.write(
        handle -> {
          JobTable.lock(handle);
          int open = open(handle, call.tool());
          if (open >= most) {
            return new Adding.Full(open);
          }
          JobTable.insert(handle, call, true);
          return new Adding.Added(JobTable.find(handle, call.id()).orElseThrow(), open + 1);
        });
  }

  private static int open(Handle handle, String tool) {
    return handle
        .createQuery(
            "SELECT COUNT(*) FROM scan_job WHERE queued_call AND tool = :tool AND state IN "
                + JobTable.OPEN_STATES)
        .bind("tool", tool)
        .mapTo(Integer.class)
        .one();
  }

  /** The call's place among the calls of its tool that have not ended; empty if it has ended. */
  public OptionalInt position(String id) {
    return sql.read(
        handle ->
            handle
                .createQuery(
                    "SELECT (SELECT COUNT(*) FROM scan_job b WHERE b.queued_call AND b.tool ="
                        + " a.tool AND b.ordinal <= a.ordinal AND b.state IN "
                        + JobTable.OPEN_STATES
                        + ") FROM scan_job a WHERE a.id = :id AND a.state IN "
                        + JobTable.OPEN_STATES)
                .bind("id", id)
                .mapTo(Integer.class)
                .findOne()
                .map(OptionalInt::of)
                .orElseGet(OptionalInt::empty));
  }

  /** Deletes calls that ended before a time, with their results. Returns how many. */
  public int prune(Instant before) {
    int deleted = 0;
    List<String> ended;
    do {
      ended = ended(before);
      for (String id : ended) {
        deleted += jobs.delete(id) ? 1 : 0;
      }
    } while (ended.size() == AT_ONCE);
    return deleted;
  }

  private List<String> ended(Instant before) {
    return sql.read(
        handle ->
            handle
                .createQuery(
                    "SELECT id FROM scan_job WHERE queued_call AND finished_at < :before AND"
                        + " state NOT IN "
                        + JobTable.OPEN_STATES
                        + " ORDER BY ordinal FETCH FIRST :limit ROWS ONLY")
                .bind("before", Columns.time(before))
                .bind("limit", AT_ONCE)
                .mapTo(String.class)
                .list());
  }
}
