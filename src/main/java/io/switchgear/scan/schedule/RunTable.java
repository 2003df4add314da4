package io.switchgear.scan.schedule;

import io.switchgear.scan.job.JobState;
import io.switchgear.scan.job.Page;
import io.switchgear.scan.schedule.ScheduleRun.State;
import io.switchgear.scan.sql.Columns;
import io.switchgear.scan.sql.Cursors;
import io.switchgear.store.Sql;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The runs of schedules. Each change names the state that the run must have, so of several servers
 * one makes it. Methods block.
 */
final class RunTable {

  private static final int REASON_CHARS = 1000;

  private static final String FINAL_JOB_STATES =
      Arrays.stream(JobState.values())
          .filter(JobState::isFinal)
          .map(state -> "'" + state.wire() + "'")
          .collect(Collectors.joining(", ", "(", ")"));

  private final Sql sql;

  RunTable(Sql sql) {
    this.sql = sql;
  }

  static void insert(Handle handle, String job, String schedule, Decision.NewRun run, Instant now) {
    handle
        .createUpdate(
            "INSERT INTO scan_schedule_run (job, schedule, due_at, kind, state, reason, cancelled,"
                + " decided_at, job_state, compared_with) VALUES (:job, :schedule, :due, :kind,"
                + " :state, :reason, FALSE, :now, '', '')")
        .bind("job", job)
        .bind("schedule", schedule)
        .bind("due", Columns.time(run.dueAt()))
        .bind("kind", run.kind().wire())
        .bind("state", run.state().wire())
        .bind("reason", run.reason())
        .bind("now", Columns.time(now))
        .execute();
  }

  /** The time, or one after the last manual run if the clock stands still or was set back. */
  static Instant manualTime(Handle handle, String schedule, Instant time) {
    return handle
        .createQuery(
            "SELECT MAX(due_at) AS due_at FROM scan_schedule_run WHERE schedule = :schedule AND"
                + " kind = 'manual'")
        .bind("schedule", schedule)
        .map((row, context) -> Columns.time(row, "due_at"))
        .one()
        .map(last -> last.plus(1, ChronoUnit.MICROS))
        .filter(next -> next.isAfter(time))
        .orElse(time);
  }

  /** The open runs of a schedule, the oldest first. */
  static List<ScheduleRun> open(Handle handle, String schedule) {
    return handle
        .createQuery(
            "SELECT * FROM scan_schedule_run WHERE state IN ('waiting', 'claimed', 'running') AND"
                + " schedule = :schedule ORDER BY due_at")
        .bind("schedule", schedule)
        .map((row, context) -> ScheduleRows.run(row))
        .list();
  }

  static void supersede(Handle handle, List<ScheduleRun> runs, Instant now) {
    for (ScheduleRun run : runs) {
      handle
          .createUpdate(
              "UPDATE scan_schedule_run SET cancelled = TRUE, reason = :reason, state = CASE WHEN"
                  + " state = 'waiting' THEN 'skipped' ELSE state END WHERE job = :job")
          .bind("reason", "a later run took its place")
          .bind("job", run.job())
          .execute();
    }
  }

  static void skipWaiting(Handle handle, String schedule, String reason, Instant now) {
    handle
        .createUpdate(
            "UPDATE scan_schedule_run SET state = 'skipped', reason = :reason, ended_at = :now"
                + " WHERE state = 'waiting' AND schedule = :schedule")
        .bind("reason", reason)
        .bind("now", Columns.time(now))
        .bind("schedule", schedule)
        .execute();
  }

  /** Claims the oldest waiting run if no other is claimed or running. The schedule is locked. */
  static void claimNext(Handle handle, String schedule, Instant now) {
    List<ScheduleRun> open = open(handle, schedule);
    if (open.isEmpty() || open.stream().anyMatch(run -> run.state() != State.WAITING)) {
      return;
    }
    handle
        .createUpdate(
            "UPDATE scan_schedule_run SET state = 'claimed', claimed_at = :now WHERE job = :job AND"
                + " state = 'waiting'")
        .bind("now", Columns.time(now))
        .bind("job", open.getFirst().job())
        .execute();
  }

  /** Runs to start, those whose start may have been interrupted included. */
  List<ScheduleRun> claimed() {
    return query("SELECT * FROM scan_schedule_run WHERE state = 'claimed' ORDER BY claimed_at");
  }

  /** Running runs whose job has ended or was deleted. */
  List<ScheduleRun> finished() {
    return query(
        "SELECT * FROM scan_schedule_run r WHERE r.state = 'running' AND NOT EXISTS (SELECT 1 FROM"
            + " scan_job j WHERE j.id = r.job AND j.state NOT IN "
            + FINAL_JOB_STATES
            + ") ORDER BY started_at");
  }

  /** Running runs that are to be cancelled. */
  List<ScheduleRun> toCancel() {
    return query(
        "SELECT * FROM scan_schedule_run WHERE state = 'running' AND cancelled ORDER BY"
            + " started_at");
  }

  private List<ScheduleRun> query(String text) {
    return sql.read(
        handle -> handle.createQuery(text).map((row, context) -> ScheduleRows.run(row)).list());
  }

  /** Whether some run is waiting, claimed or running. */
  boolean anyOpen() {
    return sql.read(
        handle ->
            handle
                .createQuery(
                    "SELECT EXISTS (SELECT 1 FROM scan_schedule_run WHERE state IN ('waiting',"
                        + " 'claimed', 'running'))")
                .mapTo(Boolean.class)
                .one());
  }

  Optional<JobState> jobState(String job) {
    return sql.read(
        handle ->
            handle
                .createQuery("SELECT state FROM scan_job WHERE id = :job")
                .bind("job", job)
                .mapTo(String.class)
                .findOne()
                .flatMap(JobState::of));
  }

  /** Notes that the job of a claimed run exists. */
  boolean started(ScheduleRun run, Instant now) {
    return sql.write(
        handle ->
            handle
                    .createUpdate(
                        "UPDATE scan_schedule_run SET state = 'running', started_at = :now WHERE"
                            + " job = :job AND state = 'claimed'")
                    .bind("now", Columns.time(now))
                    .bind("job", run.job())
                    .execute()
                == 1);
  }

  /**
   * Ends a claimed run without a job, and claims the next one.
   *
   * @param state refused or missed
   */
  boolean giveUp(ScheduleRun run, State state, String reason, Instant now) {
    return sql.write(
        handle -> {
          lock(handle, run.schedule());
          int changed =
              handle
                  .createUpdate(
                      "UPDATE scan_schedule_run SET state = :state, reason = :reason, ended_at ="
                          + " :now WHERE job = :job AND state = 'claimed'")
                  .bind("state", state.wire())
                  .bind("reason", cut(reason))
                  .bind("now", Columns.time(now))
                  .bind("job", run.job())
                  .execute();
          claimNext(handle, run.schedule(), now);
          return changed == 1;
        });
  }

  /** Ends a running run, and claims the next one. */
  boolean ended(
      ScheduleRun run,
      Optional<JobState> state,
      String reason,
      Optional<String> comparedWith,
      Optional<RunChanges> changes,
      Instant now) {
    return sql.write(
        handle -> {
          lock(handle, run.schedule());
          int changed =
              handle
                  .createUpdate(
                      "UPDATE scan_schedule_run SET state = 'ended', reason = :reason, ended_at ="
                          + " :now, job_state = :job_state, compared_with = :other, changes ="
                          + " :changes WHERE job = :job AND state = 'running'")
                  .bind("reason", cut(reason))
                  .bind("now", Columns.time(now))
                  .bind("job_state", state.map(JobState::wire).orElse(""))
                  .bind("other", comparedWith.orElse(""))
                  .bind("changes", changes.map(ScheduleRows::text).orElse(null))
                  .bind("job", run.job())
                  .execute();
          claimNext(handle, run.schedule(), now);
          return changed == 1;
        });
  }

  /** The same lock as that of a decision. */
  private static void lock(Handle handle, String schedule) {
    handle
        .createUpdate("UPDATE scan_schedule SET version = version + 1 WHERE id = :id")
        .bind("id", schedule)
        .execute();
  }

  /** The job of the last complete run that was started before this one and still exists. */
  Optional<String> lastComplete(ScheduleRun run) {
    return sql.read(
        handle ->
            handle
                .createQuery(
                    "SELECT r.job FROM scan_schedule_run r JOIN scan_job j ON j.id = r.job WHERE"
                        + " r.schedule = :schedule AND r.state = 'ended' AND r.job_state ="
                        + " 'completed' AND r.job <> :job ORDER BY r.started_at DESC FETCH FIRST 1"
                        + " ROWS ONLY")
                .bind("schedule", run.schedule())
                .bind("job", run.job())
                .mapTo(String.class)
                .findOne());
  }

  Optional<ScheduleRun> find(String job) {
    return sql.read(
        handle ->
            handle
                .createQuery("SELECT * FROM scan_schedule_run WHERE job = :job")
                .bind("job", job)
                .map((row, context) -> ScheduleRows.run(row))
                .findOne());
  }

  /**
   * The newest first.
   *
   * @throws IllegalArgumentException if the cursor is none
   */
  Page<ScheduleRun> list(String schedule, int limit, Optional<String> cursor) {
    Optional<Instant> before = cursor.map(Cursors::time);
    List<ScheduleRun> rows =
        sql.read(
            handle -> {
              var query =
                  handle
                      .createQuery(
                          "SELECT * FROM scan_schedule_run WHERE schedule = :schedule"
                              + before.map(at -> " AND due_at < :before").orElse("")
                              + " ORDER BY due_at DESC FETCH FIRST :limit ROWS ONLY")
                      .bind("schedule", schedule)
                      .bind("limit", limit + 1);
              before.ifPresent(at -> query.bind("before", Columns.time(at)));
              return query.map((row, context) -> ScheduleRows.run(row)).list();
            });
    return Cursors.page(rows, limit, run -> Cursors.of(run.dueAt()));
  }

  private static String cut(String reason) {
    return reason.length() <= REASON_CHARS ? reason : reason.substring(0, REASON_CHARS);
  }
}
