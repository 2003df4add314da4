package io.switchgear.scan.sql;

import io.switchgear.scan.job.JobProblem;
import io.switchgear.store.JsonText;
import io.switchgear.store.Sql;
import io.switchgear.tool.DataJson;
import io.switchgear.tool.ToolOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The calls that an earlier version queued and that have not ended, in the table {@code
 * queued_call}. Methods block; see the package.
 */
public final class EarlierCallTable {

  private static final int AT_ONCE = 100;

  private final Sql sql;

  public EarlierCallTable(Sql sql) {
    this.sql = sql;
  }

  /**
   * A row.
   *
   * @param handle 40 of 0-9 a-f
   * @param arguments JSON
   * @param caller name of the principal
   */
  public record EarlierCall(
      String handle, String tool, String arguments, String caller, Instant queuedAt) {}

  /**
   * The end of a call that cannot run.
   *
   * @param problem as of a job
   */
  public record Refusal(ToolOutcome outcome, JobProblem problem) {}

  /** The oldest calls. */
  public List<EarlierCall> next() {
    return sql.read(
        handle ->
            handle
                .createQuery(
                    "SELECT handle, tool, arguments, caller, queued_at FROM queued_call WHERE"
                        + " state IN ('waiting', 'running') ORDER BY id FETCH FIRST :limit ROWS"
                        + " ONLY")
                .bind("limit", AT_ONCE)
                .map(
                    (row, context) ->
                        new EarlierCall(
                            row.getString("handle"),
                            row.getString("tool"),
                            row.getString("arguments"),
                            row.getString("caller"),
                            Columns.time(row, "queued_at").orElseThrow()))
                .list());
  }

  /**
   * Makes a job of a call, in one transaction. Nothing happens if another node has done it.
   *
   * @param refusal present if the call has ended with it
   */
  public void move(EarlierCall call, NewJob job, Optional<Refusal> refusal) {
    sql.write(
        handle -> {
          int deleted =
              handle
                  .createUpdate(
                      "DELETE FROM queued_call WHERE handle = :handle AND state IN ('waiting',"
                          + " 'running')")
                  .bind("handle", call.handle())
                  .execute();
          if (deleted == 1) {
            JobTable.insert(handle, job, true);
            refusal.ifPresent(
                ended -> {
                  handle
                      .createUpdate(
                          "UPDATE scan_job SET state = 'failed', outcome = :outcome, problems = 1,"
                              + " finished_at = :now, updated_at = :now WHERE id = :id")
                      .bind("outcome", JsonText.of(DataJson.write(ended.outcome())))
                      .bind("now", Columns.time(ended.problem().at()))
                      .bind("id", job.id())
                      .execute();
                  Results.addProblems(handle, job.id(), List.of(ended.problem()));
                });
          }
          return deleted;
        });
  }
}
