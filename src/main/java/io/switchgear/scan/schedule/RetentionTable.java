package io.switchgear.scan.schedule;

import io.switchgear.scan.job.JobState;
import io.switchgear.scan.sql.Columns;
import io.switchgear.scan.sql.JobTable;
import io.switchgear.store.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Finds jobs and runs that are older than they are kept; not queued calls. Methods block. */
final class RetentionTable {

  /** Runs of a schedule that are listed at most, whether their jobs exist or not. */
  private static final int RUNS = 1000;

  private static final String ENDED =
      Arrays.stream(JobState.values())
          .filter(JobState::isFinal)
          .map(state -> "'" + state.wire() + "'")
          .collect(Collectors.joining(", ", "state IN (", ")"));

  /** The last complete job of each schedule: the next run is compared with it. */
  private static final String NOT_A_BASIS =
      " AND NOT EXISTS (SELECT 1 FROM scan_schedule s WHERE s.id = j.schedule AND j.ordinal ="
          + " (SELECT MAX(b.ordinal) FROM scan_job b WHERE b.schedule = s.id AND b.state ="
          + " 'completed'))";

  private final Sql sql;

  RetentionTable(Sql sql) {
    this.sql = sql;
  }

  /**
   * How long jobs are kept.
   *
   * @param schedule whose jobs; empty for all jobs of schedules that have no values of their own,
   *     and of no schedule
   */
  record Rule(Optional<String> schedule, Duration age, int count) {}

  /**
   * Ended jobs that are to be deleted, the oldest first.
   *
   * @param own schedules that have a rule of their own
   */
  List<String> expired(Rule rule, List<String> own, Instant now, int limit) {
    return sql.read(
        handle -> {
          String which =
              rule.schedule().isPresent()
                  ? "j.schedule = :schedule"
                  : own.isEmpty() ? "TRUE" : "j.schedule NOT IN (<own>)";
          Query query =
              handle
                  .createQuery(
                      "SELECT j.id FROM (SELECT id, ordinal, schedule, name, state, finished_at,"
                          + " ROW_NUMBER() OVER (PARTITION BY schedule, CASE WHEN schedule = ''"
                          + " THEN principal ELSE '' END, CASE WHEN schedule = '' THEN name ELSE ''"
                          + " END ORDER BY ordinal DESC) AS place FROM scan_job WHERE NOT"
                          + " queued_call AND "
                          + ENDED
                          + ") j WHERE "
                          + which
                          + " AND (j.finished_at < :before OR j.place > :count AND (j.schedule <>"
                          + " '' OR j.name <> ''))"
                          + NOT_A_BASIS
                          + " ORDER BY j.ordinal FETCH FIRST :limit ROWS ONLY")
                  .bind("before", Columns.time(now.minus(rule.age())))
                  .bind("count", rule.count())
                  .bind("limit", limit);
          rule.schedule().ifPresent(id -> query.bind("schedule", id));
          if (rule.schedule().isEmpty() && !own.isEmpty()) {
            query.bindList("own", own);
          }
          return query.mapTo(String.class).list();
        });
  }

  /** Deletes what a crash has left of deleted jobs. Returns the number of these jobs. */
  int finishDeletions() {
    return new JobTable(sql).finishDeletions();
  }

  /** The schedules with values of their own. */
  List<Schedule> schedules() {
    return sql.read(
        handle ->
            handle
                .createQuery("SELECT * FROM scan_schedule ORDER BY ordinal")
                .map((row, context) -> ScheduleRows.schedule(row))
                .filter(
                    schedule ->
                        schedule.spec().keepRuns().isPresent()
                            || schedule.spec().keepAge().isPresent())
                .list());
  }

  /** Deletes ended runs without a job that are older, or not among the newest of the schedule. */
  int deleteRuns(Instant before) {
    return sql.write(handle -> deleteRuns(handle, before));
  }

  private static int deleteRuns(Handle handle, Instant before) {
    return handle
        .createUpdate(
            "DELETE FROM scan_schedule_run WHERE job IN (SELECT r.job FROM (SELECT job, state,"
                + " decided_at, ROW_NUMBER() OVER (PARTITION BY schedule ORDER BY due_at DESC) AS"
                + " place FROM scan_schedule_run) r WHERE (r.decided_at < :before OR r.place >"
                + " :count) AND r.state NOT IN ('waiting', 'claimed', 'running') AND NOT EXISTS"
                + " (SELECT 1 FROM scan_job j WHERE j.id = r.job))")
        .bind("before", Columns.time(before))
        .bind("count", RUNS)
        .execute();
  }
}
