package io.switchgear.mcp.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.Subscription;
import io.switchgear.tool.Caller;
import io.switchgear.tool.LogLevel;
import io.switchgear.tool.PendingInput;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Question;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor.TaskUse;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** Tasks that are lost when the process ends, for tests of the protocol. */
public final class MemoryTasks implements Tasks {

  private static final int MOST = 1_000;

  private final Function<ToolCall, CompletionStage<Planning>> planner;
  private final ToolCatalog tools;
  private final Duration after;
  private final Duration ttl;
  private final Duration pollInterval;

  /** A new one drops the oldest when there are too many. */
  private final Map<String, Job> jobs =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Job> eldest) {
              return size() > MOST;
            }
          });

  private volatile Optional<RuntimeException> trouble = Optional.empty();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param tools which run the plans
   * @param after estimate over which a call becomes a task
   */
  public MemoryTasks(
      Function<ToolCall, CompletionStage<Planning>> planner,
      ToolCatalog tools,
      Duration after,
      Duration ttl,
      Duration pollInterval) {
    this.planner = planner;
    this.tools = tools;
    this.after = after;
    this.ttl = ttl;
    this.pollInterval = pollInterval;
  }

  @Override
  public CompletionStage<Start> start(ToolCall call, TaskUse use) {
    return planner
        .apply(call)
        .thenApply(
            planning ->
                planning instanceof Planning.Planned planned
                        && (use == TaskUse.ALWAYS
                            || planned.plan().cost().seconds() > after.toMillis() / 1e3)
                    ? new Start.Started(begun(planned.plan()))
                    : new Start.Direct());
  }

  private Task begun(ToolPlan plan) {
    Job job = new Job(plan);
    jobs.put(job.id, job);
    Task task = job.task();
    job.run(plan);
    return task;
  }

  @Override
  public CompletionStage<Optional<Task>> get(Caller caller, String id) {
    return answer(job(caller, id).map(Job::task));
  }

  @Override
  public CompletionStage<Boolean> answer(
      Caller caller, String id, Map<String, ObjectNode> answers) {
    Optional<Job> job = job(caller, id);
    job.ifPresent(waiting -> waiting.answer(answers));
    return answer(job.isPresent());
  }

  @Override
  public CompletionStage<Boolean> cancel(Caller caller, String id) {
    Optional<Job> job = job(caller, id);
    job.ifPresent(Job::cancel);
    return answer(job.isPresent());
  }

  @Override
  public Subscription subscribe(Consumer<String> changed) {
    listeners.add(changed);
    return () -> listeners.remove(changed);
  }

  /** All requests fail with it; with empty they work again. */
  public void fail(Optional<RuntimeException> failure) {
    trouble = failure;
  }

  private <T> CompletionStage<T> answer(T value) {
    return trouble
        .<CompletionStage<T>>map(CompletableFuture::failedFuture)
        .orElseGet(() -> CompletableFuture.completedFuture(value));
  }

  private Optional<Job> job(Caller caller, String id) {
    return Optional.ofNullable(jobs.get(id))
        .filter(job -> job.plan.caller().name().equals(caller.name()));
  }

  private final class Job implements Progress {

    private final String id = UUID.randomUUID().toString();
    private final ToolPlan plan;
    private final Instant createdAt = Instant.now();

    /** All of these are guarded by this object's lock. */
    private Task.State state = new Task.State.Working();

    private Optional<String> message = Optional.empty();
    private Instant updatedAt = createdAt;
    private Optional<PendingInput> input = Optional.empty();
    private Optional<ToolRun> running = Optional.empty();
    private boolean cancelled;

    Job(ToolPlan plan) {
      this.plan = plan;
    }

    synchronized Task task() {
      return new Task(
          id, plan.tool(), state, message, createdAt, updatedAt, Optional.of(ttl), pollInterval);
    }

    void run(ToolPlan next) {
      ToolRun run = tools.resume(next, this);
      synchronized (this) {
        running = Optional.of(run);
      }
      run.outcome().whenComplete(this::ended);
    }

    private void ended(ToolOutcome outcome, Throwable bug) {
      become(bug == null ? after(outcome) : new Task.State.Failed(new Task.Failure.Internal()));
    }

    private synchronized Task.State after(ToolOutcome outcome) {
      if (cancelled) {
        return new Task.State.Cancelled();
      }
      if (!(outcome instanceof ToolOutcome.InvalidInput asking) || asking.questions().isEmpty()) {
        return new Task.State.Completed(outcome);
      }
      Map<String, Question> asked = asking.questions().get().asked();
      if (!asked.values().stream()
          .allMatch(question -> plan.call().dialogue().canAsk(question.kind()))) {
        return new Task.State.Failed(new Task.Failure.Unanswerable(asked.values()));
      }
      Optional<PendingInput> next =
          input.isEmpty()
              ? asking.questions().map(PendingInput::first)
              : input.get().next(asking.questions().get());
      input = next.or(() -> input);
      return next.<Task.State>map(waiting -> new Task.State.InputRequired(waiting.open()))
          .orElseGet(() -> new Task.State.Completed(outcome));
    }

    void answer(Map<String, ObjectNode> answers) {
      PendingInput now;
      synchronized (this) {
        if (!(state instanceof Task.State.InputRequired)) {
          return;
        }
        now = input.orElseThrow().with(answers);
        input = Optional.of(now);
      }
      if (now.isAnswered()) {
        become(new Task.State.Working());
        ToolCall call = plan.call();
        run(
            plan.forCall(
                new ToolCall(
                    call.id(),
                    call.tool(),
                    call.arguments(),
                    call.caller(),
                    call.remaining(),
                    now.dialogue(call.dialogue().answerable()),
                    call.trace())));
      } else {
        become(new Task.State.InputRequired(now.open()));
      }
    }

    void cancel() {
      Optional<ToolRun> run;
      boolean waits;
      synchronized (this) {
        cancelled = true;
        run = running;
        waits = state instanceof Task.State.InputRequired;
      }
      if (waits) {
        become(new Task.State.Cancelled());
      }
      run.ifPresent(under -> under.stop(StopReason.CANCELLED));
    }

    private void become(Task.State next) {
      synchronized (this) {
        state = next;
        updatedAt = Instant.now();
      }
      listeners.forEach(listener -> listener.accept(id));
    }

    @Override
    public void report(double done, double total, String text) {
      synchronized (this) {
        message = Optional.of("%s (%.0f of %.0f)".formatted(text, done, total));
        updatedAt = Instant.now();
      }
      listeners.forEach(listener -> listener.accept(id));
    }

    @Override
    public void log(LogLevel level, String logger, String text) {}
  }
}
