package io.switchgear.scan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.HostQuery;
import io.switchgear.scan.job.InventoryHost;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobChange;
import io.switchgear.scan.job.JobEvent;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobId;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobQuery;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.job.Page;
import io.switchgear.scan.run.JobReply;
import io.switchgear.scan.run.JobViews;
import io.switchgear.scan.run.ScanJob;
import io.switchgear.scan.sql.JobRow;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.DataJson;
import io.switchgear.tool.PendingInput;
import io.switchgear.tool.ToolOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/** The jobs of a {@link JobEngine}. */
final class StoredJobs implements Jobs {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration SHORT = Duration.ofSeconds(2);

  private final JobEngine engine;
  private final JobStarter starter;

  StoredJobs(JobEngine engine, JobStarter starter) {
    this.engine = engine;
    this.starter = starter;
  }

  private static <T> CompletionStage<T> off(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, Thread::startVirtualThread);
  }

  private static boolean sees(Caller caller, String principal) {
    return caller.name().equals(principal) || caller.may(Permission.OPS_READ);
  }

  private static boolean controls(Caller caller, String principal) {
    return caller.name().equals(principal) && caller.may(Permission.SCAN_RUN)
        || caller.may(Permission.OPS_WRITE);
  }

  private static Optional<String> own(Caller caller) {
    return caller.may(Permission.OPS_READ) ? Optional.empty() : Optional.of(caller.name());
  }

  private Optional<JobRow> row(String id, Caller caller) {
    return stored(id).filter(row -> sees(caller, row.principal()));
  }

  private Optional<JobRow> stored(String id) {
    return JobId.isOne(id) ? engine.table().find(id) : Optional.empty();
  }

  @Override
  public CompletionStage<JobAnswer> start(JobRequest request, Caller caller) {
    return starter.start(Optional.empty(), request, caller);
  }

  @Override
  public CompletionStage<JobAnswer> start(String id, JobRequest request, Caller caller) {
    return starter.start(Optional.of(id), request, caller);
  }

  @Override
  public CompletionStage<JobAnswer> start(io.switchgear.tool.ToolPlan planned, boolean whole) {
    return starter.start(planned, whole);
  }

  @Override
  public CompletionStage<Optional<Job>> find(String id, Caller caller) {
    return off(() -> row(id, caller))
        .thenCompose(
            row ->
                row.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : described(row.get()));
  }

  /** The whole job, with what only its entity knows. */
  private CompletionStage<Optional<Job>> described(JobRow row) {
    CompletionStage<Optional<Job>> live =
        switch (row.state()) {
          case PLANNING, RUNNING, PAUSING, CANCELLING ->
              engine
                  .<ScanJob.Described>ask(row.id(), ScanJob.Describe::new, SHORT)
                  .thenApply(ScanJob.Described::job)
                  .exceptionally(silent -> Optional.empty());
          case QUEUED, PAUSED, CANCELLED, COMPLETED, PARTIAL, FAILED ->
              CompletableFuture.completedFuture(Optional.empty());
        };
    return live.thenCombine(
        off(
            () ->
                JobViews.of(
                    row,
                    engine.table().place(row.id()),
                    List.of(),
                    engine.table().problems(row.id(), Job.MAX_PROBLEMS, Optional.empty()).items())),
        (entity, stored) -> Optional.of(entity.map(job -> job.completed(stored)).orElse(stored)));
  }

  @Override
  public CompletionStage<Page<Job>> list(JobQuery query, Caller caller) {
    return off(
        () -> {
          Map<String, Integer> places = engine.table().places();
          return engine.table().list(query, own(caller), row -> listed(row, places));
        });
  }

  private static Job listed(JobRow row, Map<String, Integer> places) {
    Integer place = row.state() == JobState.QUEUED ? places.get(row.id()) : null;
    return JobViews.of(
            row, place == null ? OptionalInt.empty() : OptionalInt.of(place), List.of(), List.of())
        .listed();
  }

  @Override
  public CompletionStage<JobAnswer> pause(String id, Caller caller) {
    return recorded(
        "job.pause", id, caller, Map.of(), control(id, caller, ScanJob.Pause::new, "paused"));
  }

  @Override
  public CompletionStage<JobAnswer> resume(String id, Caller caller) {
    return recorded(
        "job.resume", id, caller, Map.of(), control(id, caller, ScanJob.Resume::new, "resumed"));
  }

  @Override
  public CompletionStage<JobAnswer> cancel(String id, Caller caller) {
    return recorded(
        "job.cancel", id, caller, Map.of(), control(id, caller, ScanJob.Cancel::new, "cancelled"));
  }

  @Override
  public CompletionStage<JobAnswer> change(String id, JobChange change, Caller caller) {
    return JobStarter.problem(change)
        .<CompletionStage<JobAnswer>>map(
            message -> CompletableFuture.completedFuture(new JobAnswer.Invalid(message)))
        .orElseGet(
            () ->
                recorded(
                    "job.change",
                    id,
                    caller,
                    details(change),
                    control(
                        id, caller, replyTo -> new ScanJob.Change(change, replyTo), "changed")));
  }

  /** Records an operation that was done, or refused by the state of its job. */
  private CompletionStage<JobAnswer> recorded(
      String what,
      String id,
      Caller caller,
      Map<String, String> details,
      CompletionStage<JobAnswer> answer) {
    return answer.thenApply(
        given -> {
          if (given instanceof JobAnswer.Done || given instanceof JobAnswer.Conflict) {
            String refusedBy =
                given instanceof JobAnswer.Conflict conflict
                    ? "state: " + conflict.job().state().wire()
                    : "";
            engine
                .audit()
                .add(new JobAudit.Record(caller.name(), what, id, List.of(), refusedBy, details));
          }
          return given;
        });
  }

  private static Map<String, String> details(JobChange change) {
    Map<String, String> details = new TreeMap<>();
    change.exclude().ifPresent(exclude -> details.put("exclude", String.join(" ", exclude)));
    change.priority().ifPresent(priority -> details.put("priority", "" + priority));
    change.rate().ifPresent(rate -> details.put("rate", "" + rate));
    return details;
  }

  @Override
  public CompletionStage<Optional<Job>> exporting(
      String id, String format, String surface, Caller caller) {
    return find(id, caller)
        .thenApply(
            found -> {
              found.ifPresent(
                  job ->
                      engine
                          .audit()
                          .add(
                              new JobAudit.Record(
                                  caller.name(),
                                  "job.export",
                                  job.id(),
                                  List.of(),
                                  "",
                                  Map.of("format", format, "surface", surface))));
              return found;
            });
  }

  @Override
  public CompletionStage<JobAnswer> answer(
      String id, Map<String, ObjectNode> answers, Caller caller) {
    return control(
        id, caller, replyTo -> new ScanJob.Answer(Map.copyOf(answers), replyTo), "answered");
  }

  private CompletionStage<JobAnswer> control(
      String id,
      Caller caller,
      Function<ActorRef<JobReply>, ScanJob.Command> message,
      String what) {
    return off(() -> stored(id).filter(row -> controls(caller, row.principal())))
        .thenCompose(
            row ->
                row.isEmpty()
                    ? CompletableFuture.completedFuture(new JobAnswer.Unknown())
                    : row.get().state().isFinal()
                        ? CompletableFuture.completedFuture(conflict(row.get(), what))
                        : engine
                            .<JobReply>ask(id, message, PATIENCE)
                            .thenCompose(reply -> off(() -> answer(id, reply, caller, what))));
  }

  private JobAnswer answer(String id, JobReply reply, Caller caller, String what) {
    return switch (reply) {
      case JobReply.Done done -> new JobAnswer.Done(whole(done.job()));
      case JobReply.Conflict conflict ->
          new JobAnswer.Conflict(whole(conflict.job()), conflict.message());
      case JobReply.Invalid invalid -> new JobAnswer.Invalid(invalid.message());
      case JobReply.Over over -> ended(id, caller, what);
    };
  }

  private Job whole(Job brief) {
    return engine
        .table()
        .find(brief.id())
        .map(row -> brief.completed(JobViews.of(row, OptionalInt.empty(), List.of(), List.of())))
        .orElse(brief);
  }

  /** The job may have ended since its row was read. */
  private JobAnswer ended(String id, Caller caller, String what) {
    return engine
        .table()
        .find(id)
        .filter(row -> controls(caller, row.principal()))
        .<JobAnswer>map(row -> conflict(row, what))
        .orElseGet(JobAnswer.Unknown::new);
  }

  private static JobAnswer conflict(JobRow row, String what) {
    Job job = JobViews.of(row, OptionalInt.empty(), List.of(), List.of());
    return row.state() == JobState.CANCELLED && what.equals("cancelled") || what.equals("answered")
        ? new JobAnswer.Done(job)
        : new JobAnswer.Conflict(
            job, "The job has ended (%s) and cannot be %s.".formatted(row.state().wire(), what));
  }

  @Override
  public CompletionStage<JobAnswer> delete(String id, Caller caller) {
    return recorded("job.delete", id, caller, Map.of(), deleted(id, caller));
  }

  private CompletionStage<JobAnswer> deleted(String id, Caller caller) {
    return off(
        () -> {
          Optional<JobRow> row = stored(id).filter(found -> controls(caller, found.principal()));
          if (row.isEmpty()) {
            return new JobAnswer.Unknown();
          }
          Job job = JobViews.of(row.get(), OptionalInt.empty(), List.of(), List.of());
          if (!engine.table().delete(id)) {
            return new JobAnswer.Conflict(
                job,
                "The job is %s. Cancel it first, then delete it."
                    .formatted(row.get().state().wire()));
          }
          engine.feed().tell(new JobEvent(job, JobEvent.Kind.DELETED));
          return new JobAnswer.Done(job);
        });
  }

  @Override
  public CompletionStage<Optional<Page<JobHost>>> hosts(String id, HostQuery query, Caller caller) {
    return off(
        () ->
            row(id, caller)
                .map(row -> engine.hosts().hosts(id, query))
                // A page that was read while the job was deleted may lack hosts.
                .filter(page -> row(id, caller).isPresent()));
  }

  @Override
  public CompletionStage<Page<JobProblem>> problems(
      String id, int limit, Optional<String> cursor, Caller caller) {
    return off(
        () ->
            row(id, caller)
                .map(row -> engine.table().problems(id, limit, cursor))
                .orElseGet(() -> new Page<>(List.of(), Optional.empty())));
  }

  @Override
  public CompletionStage<Page<InventoryHost>> inventory(HostQuery query, Caller caller) {
    return off(() -> engine.hosts().inventory(query, own(caller)));
  }

  @Override
  public CompletionStage<Optional<Job>> completeBefore(Job later, Caller caller) {
    return off(
        () ->
            engine
                .table()
                .completeBefore(later.id(), later.name(), later.principal())
                .filter(row -> sees(caller, row.principal()))
                .map(row -> JobViews.of(row, OptionalInt.empty(), List.of(), List.of())));
  }

  @Override
  public CompletionStage<Optional<ToolOutcome>> outcome(String id, Caller caller) {
    return off(() -> row(id, caller).flatMap(engine::outcome));
  }

  @Override
  public CompletionStage<Optional<PendingInput>> questions(String id, Caller caller) {
    return off(
        () ->
            row(id, caller)
                .filter(row -> !row.state().isFinal())
                .flatMap(JobRow::dialogue)
                .map(json -> DataJson.read(json, PendingInput.class))
                .filter(asked -> !asked.isAnswered()));
  }

  @Override
  public AutoCloseable subscribe(Consumer<JobEvent> listener) {
    return engine.feed().subscribe(listener);
  }
}
