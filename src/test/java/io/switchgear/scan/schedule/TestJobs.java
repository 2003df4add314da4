package io.switchgear.scan.schedule;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobProgress;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.sql.JobTable;
import io.switchgear.scan.sql.NewJob;
import io.switchgear.store.Sql;
import io.switchgear.tool.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * Jobs that are only rows: they run until the test ends them. Starting, cancelling and deleting are
 * supported.
 */
final class TestJobs implements ScheduledJobs {

  /** What happens instead of an ordinary start; empty for the ordinary one. */
  volatile Function<String, Optional<CompletionStage<JobAnswer>>> instead = id -> Optional.empty();

  final List<String> inserted = new CopyOnWriteArrayList<>();
  final List<Caller> callers = new CopyOnWriteArrayList<>();
  final List<String> cancelled = new CopyOnWriteArrayList<>();

  private final Sql sql;
  private final JobTable table;

  TestJobs(Sql sql) {
    this.sql = sql;
    this.table = new JobTable(sql);
  }

  /** Stores a job, as a start does. */
  Job insert(String id, JobRequest request, Caller caller) {
    if (table.find(id).isEmpty()) {
      JobTable.Adding adding =
          table.add(
              new NewJob(
                  id,
                  request.name(),
                  request.tool(),
                  caller.name(),
                  "",
                  request.schedule(),
                  JsonNodeFactory.instance.objectNode(),
                  request.priority(),
                  request.exclude(),
                  OptionalInt.empty(),
                  Optional.empty(),
                  1,
                  1,
                  Instant.now()),
              1_000_000,
              1_000_000);
      if (adding instanceof JobTable.Adding.Added) {
        inserted.add(id);
      }
    }
    return job(id, request, caller);
  }

  void end(String id, JobState state, Instant at) {
    sql.write(
        handle ->
            handle.execute(
                "UPDATE scan_job SET state = ?, finished_at = ? WHERE id = ?",
                state.wire(),
                io.switchgear.scan.sql.Columns.time(at),
                id));
  }

  /** Deletes a job, in whatever state, in one step. */
  void remove(String id) {
    sql.write(handle -> handle.execute("DELETE FROM scan_job WHERE id = ?", id));
  }

  static Job job(String id, JobRequest request, Caller caller) {
    return new Job(
        id,
        request.name(),
        request.tool(),
        caller.name(),
        request.arguments(),
        List.of(),
        JobState.QUEUED,
        "",
        OptionalInt.empty(),
        request.priority(),
        Optional.empty(),
        OptionalInt.empty(),
        List.of(),
        request.schedule(),
        JobProgress.NONE,
        List.of(),
        List.of(),
        0,
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Instant.EPOCH);
  }

  @Override
  public CompletionStage<JobAnswer> start(String id, JobRequest request, Caller caller) {
    callers.add(caller);
    return instead
        .apply(id)
        .orElseGet(
            () ->
                CompletableFuture.completedFuture(
                    new JobAnswer.Started(insert(id, request, caller))));
  }

  @Override
  public CompletionStage<JobAnswer> cancel(String id, Caller caller) {
    cancelled.add(id);
    end(id, JobState.CANCELLED, Instant.EPOCH);
    return CompletableFuture.completedFuture(
        new JobAnswer.Done(job(id, JobRequest.of("t", Specs.targets("::1")), caller)));
  }

  @Override
  public CompletionStage<JobAnswer> delete(String id, Caller caller) {
    table.delete(id);
    return CompletableFuture.completedFuture(
        new JobAnswer.Done(job(id, JobRequest.of("t", Specs.targets("::1")), caller)));
  }
}
