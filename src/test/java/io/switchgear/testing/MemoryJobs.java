package io.switchgear.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.Jobs;
import io.switchgear.scan.job.HostQuery;
import io.switchgear.scan.job.InventoryHost;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobChange;
import io.switchgear.scan.job.JobEvent;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobProgress;
import io.switchgear.scan.job.JobQuery;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.job.Page;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.PendingInput;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.hosts.HostFindings.Host;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Jobs in memory that run nothing: a test moves them from state to state and adds their hosts. The
 * rules of who sees and controls a job are those of {@link Jobs}.
 */
public final class MemoryJobs implements Jobs {

  private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");

  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final Map<String, List<JobHost>> hosts = new LinkedHashMap<>();
  private final Map<String, List<JobProblem>> problems = new LinkedHashMap<>();
  private final Deque<JobAnswer> scripted = new ArrayDeque<>();
  private final List<JobRequest> requests = new ArrayList<>();
  private final List<JobChange> changes = new ArrayList<>();
  private final List<String> exports = new CopyOnWriteArrayList<>();
  private final List<Consumer<JobEvent>> listeners = new CopyOnWriteArrayList<>();
  private Optional<RuntimeException> trouble = Optional.empty();

  /** The answer to the next start, instead of a new job. */
  public synchronized void answerNext(JobAnswer answer) {
    scripted.add(answer);
  }

  /** All operations fail with it; with empty they work again. */
  public synchronized void fail(Optional<RuntimeException> failure) {
    trouble = failure;
  }

  /** The requests that were started. */
  public synchronized List<JobRequest> requests() {
    return List.copyOf(requests);
  }

  /** The changes that were made. */
  public synchronized List<JobChange> changes() {
    return List.copyOf(changes);
  }

  /** Starts a job of that principal. */
  public synchronized Job add(String principal, JobRequest request) {
    return add("%032x".formatted(jobs.size() + 1), principal, request);
  }

  private Job add(String id, String principal, JobRequest request) {
    Instant now = START.plusSeconds(jobs.size());
    Job job =
        new Job(
            id,
            request.name(),
            request.tool(),
            principal,
            request.arguments(),
            List.of("127.0.0.0/28"),
            JobState.QUEUED,
            "",
            OptionalInt.of(1),
            request.priority(),
            request.deadline().map(now::plus),
            request.rate(),
            request.exclude(),
            request.schedule(),
            JobProgress.NONE,
            List.of(),
            List.of(),
            0,
            now,
            Optional.empty(),
            Optional.empty(),
            now);
    jobs.put(id, job);
    hosts.put(id, new ArrayList<>());
    problems.put(id, new ArrayList<>());
    tell(job, JobEvent.Kind.STATE);
    return job;
  }

  /** Changes a job and tells its watchers. */
  public synchronized Job move(String id, UnaryOperator<Job> step) {
    Job before = jobs.get(id);
    Job after = step.apply(before);
    jobs.put(id, after);
    tell(after, before.state() == after.state() ? JobEvent.Kind.PROGRESS : JobEvent.Kind.STATE);
    return after;
  }

  /** Removes a job, as its deletion does. */
  public synchronized void forget(String id) {
    tell(jobs.remove(id), JobEvent.Kind.DELETED);
  }

  /** The step to a state. */
  public static UnaryOperator<Job> to(JobState state) {
    return job -> copy(job, state, job.waiting(), job.progress(), job.problems());
  }

  /** The step to other counters. */
  public static UnaryOperator<Job> at(JobProgress progress) {
    return job -> copy(job, job.state(), job.waiting(), progress, job.problems());
  }

  /** The step to another reason for waiting. */
  public static UnaryOperator<Job> waiting(String why) {
    return job -> copy(job, job.state(), why, job.progress(), job.problems());
  }

  private static Job copy(
      Job job, JobState state, String waiting, JobProgress progress, List<JobProblem> problems) {
    boolean queued = state == JobState.QUEUED;
    return new Job(
        job.id(),
        job.name(),
        job.tool(),
        job.principal(),
        job.arguments(),
        job.targets(),
        state,
        state.isFinal() ? "" : waiting,
        queued ? OptionalInt.of(1) : OptionalInt.empty(),
        job.priority(),
        job.deadline(),
        job.rate(),
        job.exclude(),
        job.schedule(),
        progress,
        state == JobState.RUNNING
            ? List.of(new Job.RunningBlock(0, "127.0.0.1-127.0.0.14", "node-1", 0.5, START))
            : List.of(),
        problems,
        problems.size(),
        job.createdAt(),
        queued ? job.startedAt() : Optional.of(job.startedAt().orElse(START)),
        state.isFinal() ? Optional.of(job.updatedAt().plusSeconds(1)) : Optional.empty(),
        job.updatedAt().plusSeconds(1));
  }

  public synchronized void found(String id, Host host) {
    hosts.get(id).add(new JobHost(id, host, START));
  }

  /** Adds a problem. */
  public synchronized void trouble(String id, JobProblem problem) {
    problems.get(id).add(problem);
    Job job = jobs.get(id);
    move(
        id,
        before ->
            copy(job, job.state(), job.waiting(), job.progress(), List.copyOf(problems.get(id))));
  }

  private void tell(Job job, JobEvent.Kind kind) {
    listeners.forEach(listener -> listener.accept(new JobEvent(job, kind)));
  }

  private <T> CompletionStage<T> answer(Supplier<T> value) {
    synchronized (this) {
      try {
        return trouble.isPresent()
            ? CompletableFuture.failedFuture(trouble.get())
            : CompletableFuture.completedFuture(value.get());
      } catch (IllegalArgumentException bad) {
        return CompletableFuture.failedFuture(bad);
      }
    }
  }

  private static boolean sees(Caller caller, Job job) {
    return job.principal().equals(caller.name()) || caller.may(Permission.OPS_READ);
  }

  private static boolean controls(Caller caller, Job job) {
    return job.principal().equals(caller.name()) || caller.may(Permission.OPS_WRITE);
  }

  @Override
  public CompletionStage<JobAnswer> start(JobRequest request, Caller caller) {
    return answer(
        () -> {
          requests.add(request);
          return scripted.isEmpty()
              ? new JobAnswer.Started(add(caller.name(), request))
              : scripted.remove();
        });
  }

  @Override
  public CompletionStage<JobAnswer> start(String id, JobRequest request, Caller caller) {
    return answer(
        () ->
            new JobAnswer.Started(
                jobs.containsKey(id) ? jobs.get(id) : add(id, caller.name(), request)));
  }

  @Override
  public CompletionStage<JobAnswer> start(ToolPlan planned, boolean whole) {
    return start(JobRequest.of(planned.tool(), planned.arguments()), planned.caller());
  }

  @Override
  public CompletionStage<Optional<Job>> find(String id, Caller caller) {
    return answer(() -> Optional.ofNullable(jobs.get(id)).filter(job -> sees(caller, job)));
  }

  @Override
  public CompletionStage<Page<Job>> list(JobQuery query, Caller caller) {
    return answer(
        () ->
            page(
                jobs.values().stream()
                    .filter(job -> sees(caller, job))
                    .filter(job -> query.states().isEmpty() || query.states().contains(job.state()))
                    .filter(job -> query.tool().filter(t -> !t.equals(job.tool())).isEmpty())
                    .filter(job -> query.name().filter(n -> !n.equals(job.name())).isEmpty())
                    .filter(
                        job -> query.schedule().filter(s -> !s.equals(job.schedule())).isEmpty())
                    .toList()
                    .reversed(),
                query.limit(),
                query.cursor()));
  }

  /**
   * @throws IllegalArgumentException if the cursor is not one of these pages
   */
  private static <T> Page<T> page(List<T> all, int limit, Optional<String> cursor) {
    int from = cursor.map(MemoryJobs::place).orElse(0);
    int to = Math.min(all.size(), from + limit);
    return new Page<>(
        all.subList(Math.min(from, to), to),
        to < all.size() ? Optional.of("c" + to) : Optional.empty());
  }

  private static int place(String cursor) {
    if (!cursor.matches("c[0-9]{1,6}")) {
      throw new IllegalArgumentException(
          "cursor: is not one of this list; take next_cursor of the page before");
    }
    return Integer.parseInt(cursor.substring(1));
  }

  @Override
  public CompletionStage<JobAnswer> pause(String id, Caller caller) {
    return control(id, caller, JobState.PAUSING);
  }

  @Override
  public CompletionStage<JobAnswer> resume(String id, Caller caller) {
    return control(id, caller, JobState.QUEUED);
  }

  @Override
  public CompletionStage<JobAnswer> cancel(String id, Caller caller) {
    return control(id, caller, JobState.CANCELLING);
  }

  private CompletionStage<JobAnswer> control(String id, Caller caller, JobState state) {
    return controlled(
        id,
        caller,
        job ->
            job.state().isFinal()
                ? new JobAnswer.Conflict(
                    job, "the job has ended (%s)".formatted(job.state().wire()))
                : new JobAnswer.Done(move(id, to(state))));
  }

  private CompletionStage<JobAnswer> controlled(
      String id, Caller caller, Function<Job, JobAnswer> step) {
    return answer(
        () -> {
          Job job = jobs.get(id);
          return job == null || !controls(caller, job) ? new JobAnswer.Unknown() : step.apply(job);
        });
  }

  @Override
  public CompletionStage<JobAnswer> change(String id, JobChange change, Caller caller) {
    return controlled(
        id,
        caller,
        job -> {
          changes.add(change);
          return change.priority().orElse(0) > 9
              ? new JobAnswer.Invalid("priority: must be a whole number from 0 to 9")
              : new JobAnswer.Done(job);
        });
  }

  @Override
  public CompletionStage<JobAnswer> delete(String id, Caller caller) {
    return controlled(
        id,
        caller,
        job -> {
          if (!job.state().isFinal()) {
            return new JobAnswer.Conflict(job, "the job has not ended; cancel it first");
          }
          jobs.remove(id);
          tell(job, JobEvent.Kind.DELETED);
          return new JobAnswer.Done(job);
        });
  }

  @Override
  public CompletionStage<Optional<Page<JobHost>>> hosts(String id, HostQuery query, Caller caller) {
    return answer(
        () ->
            Optional.ofNullable(jobs.get(id))
                .filter(job -> sees(caller, job))
                .map(
                    job ->
                        page(
                            hosts.get(id).stream()
                                .filter(found -> fits(query, found.host()))
                                .toList(),
                            query.limit(),
                            query.cursor())));
  }

  private static boolean fits(HostQuery query, Host host) {
    boolean aboutPorts = query.open() || query.port().isPresent() || query.service().isPresent();
    return query.state().filter(state -> !state.equals(host.state())).isEmpty()
        && query.target().filter(target -> !target.equals(host.address())).isEmpty()
        && (!aboutPorts
            || host.ports().stream()
                .anyMatch(
                    port ->
                        (!query.open() || port.isOpen())
                            && query.port().orElse(port.port()) == port.port()
                            && query
                                .service()
                                .filter(service -> !service.equals(port.service().name()))
                                .isEmpty()));
  }

  @Override
  public CompletionStage<Page<JobProblem>> problems(
      String id, int limit, Optional<String> cursor, Caller caller) {
    return answer(() -> page(problems.getOrDefault(id, List.of()), limit, cursor));
  }

  @Override
  public CompletionStage<Page<InventoryHost>> inventory(HostQuery query, Caller caller) {
    return answer(
        () ->
            page(
                jobs.values().stream()
                    .filter(job -> sees(caller, job))
                    .flatMap(job -> hosts.get(job.id()).stream())
                    .filter(found -> fits(query, found.host()))
                    .map(
                        found ->
                            new InventoryHost(
                                found.host(), found.job(), 1, found.seenAt(), found.seenAt()))
                    .toList(),
                query.limit(),
                query.cursor()));
  }

  @Override
  public CompletionStage<Optional<Job>> completeBefore(Job later, Caller caller) {
    return answer(
        () ->
            jobs.values().stream()
                .filter(job -> sees(caller, job) && job.name().equals(later.name()))
                .filter(job -> job.principal().equals(later.principal()))
                .filter(job -> job.state() == JobState.COMPLETED)
                .filter(job -> job.id().compareTo(later.id()) < 0)
                .reduce((first, second) -> second));
  }

  @Override
  public CompletionStage<Optional<ToolOutcome>> outcome(String id, Caller caller) {
    return answer(Optional::empty);
  }

  @Override
  public CompletionStage<Optional<PendingInput>> questions(String id, Caller caller) {
    return answer(Optional::empty);
  }

  @Override
  public CompletionStage<JobAnswer> answer(
      String id, Map<String, ObjectNode> answers, Caller caller) {
    return controlled(id, caller, JobAnswer.Done::new);
  }

  @Override
  public CompletionStage<Optional<Job>> exporting(
      String id, String format, String surface, Caller caller) {
    return find(id, caller)
        .thenApply(
            found -> {
              found.ifPresent(
                  job -> exports.add(String.join(" ", caller.name(), id, format, surface)));
              return found;
            });
  }

  /** Principal, job, format and surface of each export. */
  public List<String> exports() {
    return List.copyOf(exports);
  }

  @Override
  public AutoCloseable subscribe(Consumer<JobEvent> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
