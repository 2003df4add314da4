package io.switchgear.scan.schedule;

import io.switchgear.scan.job.JobId;
import io.switchgear.scan.job.Page;
import io.switchgear.scan.sql.Columns;
import io.switchgear.scan.sql.Cursors;
import io.switchgear.store.Sql;
import io.switchgear.tool.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/**
 * The schedules. A change and a decision happen only if the row has still the version that was
 * read, so of several servers one decides. Methods block.
 */
final class ScheduleTable {

  private final Sql sql;

  ScheduleTable(Sql sql) {
    this.sql = sql;
  }

  /** What a change writes; absent times become null. */
  record Change(
      Caller owner,
      ScheduleSpec spec,
      boolean enabled,
      Optional<Instant> nextDue,
      Optional<Instant> nextStart) {}

  /** The result of adding a schedule. */
  enum Adding {
    ADDED,
    /** The principal has as many as it may have. */
    FULL_OF_OWN,
    FULL
  }

  Adding add(String id, Change schedule, int max, int maxPerPrincipal, Instant now) {
    return sql.write(
        handle -> {
          // Writers take turns, so that a bound is a bound.
          handle.createQuery("SELECT id FROM scan_gate FOR UPDATE").mapTo(Integer.class).one();
          String principal = schedule.owner().name();
          if (count(handle, "", principal) >= max) {
            return Adding.FULL;
          }
          if (count(handle, " WHERE principal = :principal", principal) >= maxPerPrincipal) {
            return Adding.FULL_OF_OWN;
          }
          bind(
                  handle.createUpdate(
                      "INSERT INTO scan_schedule (id, name, principal, permissions, definition,"
                          + " enabled, version, next_due, next_start, created_at, updated_at)"
                          + " VALUES (:id, :name, :principal, :permissions, :definition, :enabled,"
                          + " 0, :due, :start, :now, :now)"),
                  schedule,
                  now)
              .bind("id", id)
              .bind("principal", principal)
              .execute();
          return Adding.ADDED;
        });
  }

  private static long count(Handle handle, String where, String principal) {
    Query query = handle.createQuery("SELECT COUNT(*) FROM scan_schedule" + where);
    return (where.isEmpty() ? query : query.bind("principal", principal)).mapTo(Long.class).one();
  }

  private static Update bind(Update update, Change change, Instant now) {
    return update
        .bind("name", change.spec().name())
        .bind("permissions", ScheduleRows.text(change.owner().permissions()))
        .bind("definition", ScheduleRows.text(change.spec()))
        .bind("enabled", change.enabled())
        .bind("due", change.nextDue().map(Columns::time).orElse(null))
        .bind("start", change.nextStart().map(Columns::time).orElse(null))
        .bind("now", Columns.time(now));
  }

  /**
   * @return whether it was changed; false if its version is another by now
   */
  boolean change(Schedule read, Change change, Instant now) {
    return sql.write(
        handle -> {
          int changed =
              bind(
                      handle.createUpdate(
                          "UPDATE scan_schedule SET name = :name, permissions = :permissions,"
                              + " definition = :definition, enabled = :enabled, next_due = :due,"
                              + " next_start = :start, updated_at = :now, version = version + 1"
                              + " WHERE id = :id AND version = :version"),
                      change,
                      now)
                  .bind("id", read.id())
                  .bind("version", read.version())
                  .execute();
          if (changed == 1 && !change.enabled()) {
            RunTable.skipWaiting(handle, read.id(), "the schedule was disabled", now);
          }
          return changed == 1;
        });
  }

  /** Deletes a schedule and its runs; their jobs stay. */
  boolean delete(String id) {
    return sql.write(
        handle -> {
          int deleted =
              handle
                  .createUpdate("DELETE FROM scan_schedule WHERE id = :id")
                  .bind("id", id)
                  .execute();
          handle
              .createUpdate("DELETE FROM scan_schedule_run WHERE schedule = :id")
              .bind("id", id)
              .execute();
          return deleted == 1;
        });
  }

  Optional<Schedule> find(String id) {
    return sql.read(
        handle ->
            handle
                .createQuery("SELECT * FROM scan_schedule WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> ScheduleRows.schedule(row))
                .findOne());
  }

  /**
   * The newest first.
   *
   * @param principal only those of it; empty for all
   * @throws IllegalArgumentException if the cursor is none
   */
  Page<Schedule> list(Optional<String> principal, int limit, Optional<String> cursor) {
    long before = cursor.map(Cursors::ordinal).orElse(Long.MAX_VALUE);
    List<Schedule> rows =
        sql.read(
            handle -> {
              Query query =
                  handle
                      .createQuery(
                          "SELECT * FROM scan_schedule WHERE ordinal < :before"
                              + principal.map(name -> " AND principal = :principal").orElse("")
                              + " ORDER BY ordinal DESC FETCH FIRST :limit ROWS ONLY")
                      .bind("before", before)
                      .bind("limit", limit + 1);
              principal.ifPresent(name -> query.bind("principal", name));
              return query.map((row, context) -> ScheduleRows.schedule(row)).list();
            });
    return Cursors.page(rows, limit, row -> Cursors.of(row.ordinal()));
  }

  /** The schedules whose next run is to be started; the earliest first. */
  List<Schedule> due(Instant now, int limit) {
    return sql.read(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM scan_schedule WHERE next_start <= :now"
                        + " ORDER BY next_start FETCH FIRST :limit ROWS ONLY")
                .bind("now", Columns.time(now))
                .bind("limit", limit)
                .map((row, context) -> ScheduleRows.schedule(row))
                .list());
  }

  /** The earliest next start of all. */
  Optional<Instant> nextStart() {
    return sql.read(
        handle ->
            handle
                .createQuery("SELECT MIN(next_start) AS next_start FROM scan_schedule")
                .map((row, context) -> Columns.time(row, "next_start"))
                .one());
  }

  /**
   * Decides the times that have passed: stores the next time and the runs in one transaction, and
   * claims the first run if it can start.
   *
   * @param decide given the open runs, the oldest first; may be called several times
   * @return empty if another server has decided or changed it since it was read
   */
  Optional<Decision> decide(
      Schedule read, Function<List<ScheduleRun>, Decision> decide, Instant now) {
    return sql.write(
        handle -> {
          int locked =
              handle
                  .createUpdate(
                      "UPDATE scan_schedule SET version = version + 1"
                          + " WHERE id = :id AND version = :version")
                  .bind("id", read.id())
                  .bind("version", read.version())
                  .execute();
          if (locked == 0) {
            return Optional.empty();
          }
          Decision decision = decide.apply(RunTable.open(handle, read.id()));
          handle
              .createUpdate(
                  "UPDATE scan_schedule SET next_due = :due, next_start = :start, decided_due ="
                      + " :decided WHERE id = :id")
              .bind("due", decision.nextDue().map(Columns::time).orElse(null))
              .bind("start", decision.nextStart().map(Columns::time).orElse(null))
              .bind("decided", Columns.time(decision.decided(now)))
              .bind("id", read.id())
              .execute();
          RunTable.supersede(handle, decision.superseded(), now);
          for (Decision.NewRun run : decision.runs()) {
            RunTable.insert(handle, JobId.draw(), read.id(), run, now);
          }
          RunTable.claimNext(handle, read.id(), now);
          return Optional.of(decision);
        });
  }

  /**
   * Adds a run that is due now, unless one is open.
   *
   * @return its job's id; empty if there is an open run or no such schedule
   */
  Optional<String> runNow(String id, Instant dueAt, Instant now) {
    return sql.write(
        handle -> {
          boolean found =
              handle
                      .createUpdate("UPDATE scan_schedule SET version = version + 1 WHERE id = :id")
                      .bind("id", id)
                      .execute()
                  == 1;
          if (!found || !RunTable.open(handle, id).isEmpty()) {
            return Optional.empty();
          }
          String job = JobId.draw();
          RunTable.insert(
              handle,
              job,
              id,
              new Decision.NewRun(
                  RunTable.manualTime(handle, id, dueAt),
                  ScheduleRun.Kind.MANUAL,
                  ScheduleRun.State.WAITING,
                  ""),
              now);
          RunTable.claimNext(handle, id, now);
          return Optional.of(job);
        });
  }
}
