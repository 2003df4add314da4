package io.switchgear.scan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.calls.fallback.CallQueue;
import io.switchgear.calls.fallback.QueuedCall;
import io.switchgear.calls.fallback.QueuedCall.State;
import io.switchgear.config.FallbackLimits;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobEvent;
import io.switchgear.scan.job.JobId;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.plan.JobDefinition;
import io.switchgear.scan.run.ScanJob;
import io.switchgear.scan.sql.JobRow;
import io.switchgear.scan.sql.NewJob;
import io.switchgear.scan.sql.QueuedCallTable;
import io.switchgear.store.JsonText;
import io.switchgear.tool.Caller;
import io.switchgear.tool.DataJson;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Queued calls as jobs of one block. Their handles are the ids of the jobs. */
final class QueuedJobs implements CallQueue {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final JobEngine engine;
  private final QueuedCallTable table;
  private final CompletionStage<Void> ready;

  /**
   * @param ready completed when the calls of an earlier version have their places
   */
  QueuedJobs(JobEngine engine, QueuedCallTable table, CompletionStage<Void> ready) {
    this.engine = engine;
    this.table = table;
    this.ready = ready;
  }

  /** A call as a job. It is given up if it has not run when its result would be deleted. */
  static NewJob job(String id, ToolPlan plan, ObjectNode definition, Instant now, Duration keep) {
    return new NewJob(
        id,
        "",
        plan.tool(),
        plan.caller().name(),
        "",
        "",
        definition,
        JobRequest.USUAL_PRIORITY,
        List.of(),
        OptionalInt.empty(),
        Optional.of(now.plus(keep)),
        plan.targets().hosts(),
        1,
        now);
  }

  @Override
  public CompletionStage<Adding> add(ToolPlan plan) {
    return ready.thenApplyAsync(moved -> stored(plan), Thread::startVirtualThread);
  }

  private Adding stored(ToolPlan plan) {
    ObjectNode definition = DataJson.write(JobDefinition.ofCall(plan));
    if (!JsonText.fits(JsonText.of(definition), JsonText.MAX_BYTES)) {
      return new Adding.TooLarge(JsonText.MAX_BYTES);
    }
    FallbackLimits limits = engine.queueLimits();
    NewJob call = job(JobId.draw(), plan, definition, engine.now(), limits.keep());
    return switch (table.add(call, limits.queuedPerTool())) {
      case QueuedCallTable.Adding.Added added -> {
        engine.feed().tell(new JobEvent(engine.view(added.row()), JobEvent.Kind.STATE));
        engine.check();
        yield new Adding.Added(call.id(), added.position());
      }
      case QueuedCallTable.Adding.Full full -> new Adding.Full(full.calls());
    };
  }

  @Override
  public CompletionStage<Optional<QueuedCall>> find(String handle, Caller caller) {
    return ready
        .thenApplyAsync(
            moved ->
                engine
                    .table()
                    .find(handle)
                    .filter(JobRow::queuedCall)
                    .filter(row -> row.principal().equals(caller.name())),
            Thread::startVirtualThread)
        .thenCompose(
            row ->
                row.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : state(row.get())
                        .thenApply(
                            state ->
                                Optional.of(
                                    new QueuedCall(
                                        row.get().tool(), row.get().createdAt(), state))));
  }

  private CompletionStage<State> state(JobRow row) {
    return switch (row.state()) {
      case QUEUED, PAUSED -> waiting(row.id());
      case PLANNING, RUNNING, PAUSING, CANCELLING ->
          engine
              .<ScanJob.Described>ask(row.id(), ScanJob.Describe::new, PATIENCE)
              .thenApply(ScanJob.Described::job)
              .exceptionally(silent -> Optional.<Job>empty())
              .thenCompose(
                  job ->
                      job.filter(known -> !known.running().isEmpty()).isPresent()
                          ? CompletableFuture.completedFuture(new State.Running())
                          : waiting(row.id()));
      case CANCELLED, COMPLETED, PARTIAL, FAILED ->
          CompletableFuture.supplyAsync(() -> done(row), Thread::startVirtualThread);
    };
  }

  /** A call that has ended since its row was read has a result now. */
  private CompletionStage<State> waiting(String id) {
    return CompletableFuture.supplyAsync(
        () -> {
          OptionalInt position = table.position(id);
          return position.isPresent()
              ? new State.Waiting(position.getAsInt())
              : engine.table().find(id).map(this::done).orElseGet(State.Running::new);
        },
        Thread::startVirtualThread);
  }

  private State done(JobRow row) {
    return new State.Done(row.finishedAt().orElse(row.updatedAt()), outcome(row));
  }

  private ToolOutcome outcome(JobRow row) {
    try {
      return engine.outcome(row).orElseGet(() -> withoutRun(row));
    } catch (IllegalArgumentException unreadable) {
      return new Failed(
          Fault.EXECUTION_FAILED,
          "The call ran, but its stored result cannot be read. Call the tool again.");
    }
  }

  /** The outcome of a call that ended before it had a result. */
  private ToolOutcome withoutRun(JobRow row) {
    if (row.state() == JobState.CANCELLED) {
      return new Cancelled("The call was cancelled before it had a result.", ToolOutput.NONE, true);
    }
    boolean late = row.deadline().filter(end -> !row.updatedAt().isBefore(end)).isPresent();
    if (late) {
      return new TimedOut(
          Duration.between(row.createdAt(), row.deadline().orElseThrow()),
          "The call waited for too long and was not run. Call the tool again.",
          ToolOutput.NONE);
    }
    return new Failed(
        Fault.EXECUTION_FAILED,
        engine.table().problems(row.id(), 1, Optional.empty()).items().stream()
            .findFirst()
            .map(problem -> problem.message())
            .orElse("The call ended without a result. Call the tool again."));
  }

  @Override
  public int prune(Instant before) {
    return table.prune(before);
  }
}
