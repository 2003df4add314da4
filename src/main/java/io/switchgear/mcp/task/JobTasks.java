package io.switchgear.mcp.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.Subscription;
import io.switchgear.scan.Jobs;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobEvent;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.tools.ScanTools;
import io.switchgear.tool.Caller;
import io.switchgear.tool.PendingInput;
import io.switchgear.tool.Planning;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor.TaskUse;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolPlan;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks that are jobs: the id of a task is the id of its job. So every job of a principal can be
 * followed as a task, and a task as a job. A job of a call without target addresses has the call's
 * outcome; of others the result is made from the hosts that are stored.
 */
public final class JobTasks implements Tasks {

  private static final Logger LOG = LoggerFactory.getLogger(JobTasks.class);

  private final Jobs jobs;
  private final TaskPlanner planner;
  private final Supplier<Times> times;
  private final ToIntFunction<String> maxAnswer;
  private final InstantSource clock;

  /**
   * @param after estimate over which a call becomes a task
   * @param ttl how long a task is kept after its end
   * @param pollInterval time that clients should leave between two requests
   */
  public record Times(Duration after, Duration ttl, Duration pollInterval) {}

  /**
   * @param times read at each use
   * @param maxAnswer longest answer of a tool, in bytes of each form; read at each use
   * @param clock the wall clock of the jobs
   */
  public JobTasks(
      Jobs jobs,
      TaskPlanner planner,
      Supplier<Times> times,
      ToIntFunction<String> maxAnswer,
      InstantSource clock) {
    this.jobs = jobs;
    this.planner = planner;
    this.times = times;
    this.maxAnswer = maxAnswer;
    this.clock = clock;
  }

  /** If the jobs cannot be stored, a call runs while its client waits, if its tool allows it. */
  @Override
  public CompletionStage<Start> start(ToolCall call, TaskUse use) {
    CompletionStage<Start> started =
        call.tool().equals(ScanTools.START) ? startScan(call) : startCall(call, use);
    return started.exceptionally(
        trouble -> {
          if (use == TaskUse.ALWAYS) {
            throw trouble instanceof CompletionException known
                ? known
                : new CompletionException(trouble);
          }
          LOG.warn("call {} of {} could not become a task", call.id(), call.tool(), trouble);
          return new Start.Direct();
        });
  }

  private CompletionStage<Start> startCall(ToolCall call, TaskUse use) {
    return whenLong(
        planner.plan(call),
        plan -> use == TaskUse.ALWAYS || isLong(plan),
        plan -> jobs.start(plan, false));
  }

  /**
   * A call that starts a job is that job, and not a job that starts another one. Arguments that do
   * not fit are refused on the ordinary way.
   */
  private CompletionStage<Start> startScan(ToolCall call) {
    return ScanTools.request(call.arguments())
        .map(request -> startScan(call, request))
        .orElseGet(() -> CompletableFuture.completedFuture(new Start.Direct()));
  }

  private CompletionStage<Start> startScan(ToolCall call, JobRequest request) {
    ToolCall scan =
        new ToolCall(
            call.id(),
            request.tool(),
            request.arguments(),
            call.caller(),
            call.remaining(),
            call.dialogue(),
            call.trace());
    return whenLong(
        planner.plan(scan, request.exclude()),
        this::isLong,
        plan -> jobs.start(request, call.caller()));
  }

  private boolean isLong(ToolPlan plan) {
    return plan.cost().seconds() > times.get().after().toMillis() / 1e3;
  }

  private CompletionStage<Start> whenLong(
      CompletionStage<Planning> plan,
      Predicate<ToolPlan> isTask,
      Function<ToolPlan, CompletionStage<JobAnswer>> start) {
    return plan.thenCompose(
        planning ->
            planning instanceof Planning.Planned planned && isTask.test(planned.plan())
                ? start.apply(planned.plan()).thenApply(this::started)
                : CompletableFuture.completedFuture(new Start.Direct()));
  }

  private Start started(JobAnswer answer) {
    return switch (answer) {
      case JobAnswer.Started started -> new Start.Started(unended(started.job()));
      case JobAnswer.Joined joined -> new Start.Joined(unended(joined.job()));
      case JobAnswer.Refused ignored -> new Start.Direct();
      case JobAnswer.Invalid invalid -> new Start.Refused(new InvalidInput(invalid.message()));
      case JobAnswer.Full full ->
          new Start.Refused(
              new Rejected(Refusal.BULKHEAD_FULL, "jobs", full.message(), full.retryAfter()));
      case JobAnswer.Done done -> throw new IllegalStateException("a start that is done: " + done);
      case JobAnswer.Unknown unknown ->
          throw new IllegalStateException("a start of a job that is unknown: " + unknown);
      case JobAnswer.Conflict conflict -> throw new IllegalStateException(conflict.message());
    };
  }

  /** A job that was just read may have ended since; its result comes with the next reading. */
  private Task unended(Job job) {
    return task(job, new Task.State.Working());
  }

  @Override
  public CompletionStage<Optional<Task>> get(Caller caller, String id) {
    return own(caller, id)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : state(found.get(), caller)
                        .thenApply(state -> Optional.of(task(found.get(), state))));
  }

  @Override
  public CompletionStage<Boolean> answer(
      Caller caller, String id, Map<String, ObjectNode> answers) {
    return ifOwn(caller, id, () -> jobs.answer(id, answers, caller));
  }

  @Override
  public CompletionStage<Boolean> cancel(Caller caller, String id) {
    return ifOwn(caller, id, () -> jobs.cancel(id, caller));
  }

  /** A job that has ended conflicts, which is no error of a task. */
  private CompletionStage<Boolean> ifOwn(
      Caller caller, String id, Supplier<CompletionStage<JobAnswer>> order) {
    return own(caller, id)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(false)
                    : order.get().thenApply(answer -> !(answer instanceof JobAnswer.Unknown)));
  }

  /** Operators see the jobs of others, but not as tasks. */
  private CompletionStage<Optional<Job>> own(Caller caller, String id) {
    return jobs.find(id, caller)
        .thenApply(found -> found.filter(job -> job.principal().equals(caller.name())));
  }

  @Override
  public Subscription subscribe(Consumer<String> changed) {
    AutoCloseable feed =
        jobs.subscribe(
            event -> {
              if (event.kind() != JobEvent.Kind.DELETED) {
                changed.accept(event.job().id());
              }
            });
    return () -> {
      try {
        feed.close();
      } catch (Exception impossible) {
        throw new IllegalStateException(impossible);
      }
    };
  }

  private CompletionStage<Task.State> state(Job job, Caller caller) {
    return switch (job.state()) {
      case QUEUED, PLANNING, RUNNING, PAUSING, PAUSED, CANCELLING ->
          jobs.questions(job.id(), caller).thenApply(JobTasks::asking);
      case CANCELLED -> CompletableFuture.completedFuture(new Task.State.Cancelled());
      case COMPLETED, PARTIAL, FAILED ->
          jobs.outcome(job.id(), caller)
              .thenCompose(
                  outcome ->
                      outcome
                          .<CompletionStage<ToolOutcome>>map(CompletableFuture::completedFuture)
                          .orElseGet(
                              () ->
                                  JobResult.of(
                                      jobs, job, caller, maxAnswer.applyAsInt(job.tool()))))
              .thenApply(JobTasks::ended);
    };
  }

  private static Task.State asking(Optional<PendingInput> input) {
    return input
        .map(PendingInput::open)
        .filter(open -> !open.isEmpty())
        .<Task.State>map(Task.State.InputRequired::new)
        .orElseGet(Task.State.Working::new);
  }

  /** The engine ends a job with its questions if its client did not declare to answer them. */
  private static Task.State ended(ToolOutcome outcome) {
    return outcome instanceof InvalidInput asking && asking.questions().isPresent()
        ? new Task.State.Failed(
            new Task.Failure.Unanswerable(asking.questions().get().asked().values()))
        : new Task.State.Completed(outcome);
  }

  private Task task(Job job, Task.State state) {
    return new Task(
        job.id(),
        job.tool(),
        state,
        Optional.of(JobMessage.of(job)),
        job.createdAt(),
        job.updatedAt(),
        Optional.of(ttl(job)),
        times.get().pollInterval());
  }

  /** From the creation of the job; grows while it runs, so that its result is kept long enough. */
  private Duration ttl(Job job) {
    Duration kept = times.get().ttl();
    Instant end = job.finishedAt().orElseGet(clock::instant);
    Duration ran = Duration.between(job.createdAt(), end);
    boolean grows = job.state().isFinal() || ran.compareTo(kept.dividedBy(2)) > 0;
    return grows && !ran.isNegative() ? kept.plus(ran) : kept;
  }
}
