package io.switchgear.scan.schedule;

import io.switchgear.config.JobSettings;
import io.switchgear.scan.job.JobId;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.Page;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The schedules in the tables, and who may do what with them. */
final class StoredSchedules implements Schedules {

  private static final int ATTEMPTS = 10;
  private static final Duration FULL = Duration.ofMinutes(1);

  private final ScheduleTable schedules;
  private final RunTable runs;
  private final Supplier<JobSettings.Schedules> settings;
  private final BiFunction<JobRequest, Caller, Optional<String>> problem;
  private final InstantSource clock;
  private final Executor threads;
  private final Runnable wake;

  /**
   * @param problem what is wrong with a request of a principal
   * @param wake tells the scheduler that something has changed
   */
  StoredSchedules(
      ScheduleTable schedules,
      RunTable runs,
      Supplier<JobSettings.Schedules> settings,
      BiFunction<JobRequest, Caller, Optional<String>> problem,
      InstantSource clock,
      Executor threads,
      Runnable wake) {
    this.schedules = schedules;
    this.runs = runs;
    this.settings = settings;
    this.problem = problem;
    this.clock = clock;
    this.threads = threads;
    this.wake = wake;
  }

  private <T> CompletionStage<T> async(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, threads);
  }

  @Override
  public CompletionStage<ScheduleAnswer> create(ScheduleSpec spec, boolean enabled, Caller caller) {
    return async(
        () -> {
          Instant now = clock.instant();
          if (!caller.may(Permission.SCAN_RUN)) {
            return new ScheduleAnswer.Forbidden("creating a schedule needs scan:run");
          }
          Optional<String> wrong = wrong(spec, caller, now);
          if (wrong.isPresent()) {
            return new ScheduleAnswer.Invalid(wrong.get());
          }
          String id = JobId.draw();
          JobSettings.Schedules limits = settings.get();
          return switch (schedules.add(
              id,
              change(caller, spec, enabled, now),
              limits.max(),
              limits.maxPerPrincipal(),
              now)) {
            case ADDED -> {
              wake.run();
              yield new ScheduleAnswer.Created(view(id).orElseThrow());
            }
            case FULL_OF_OWN -> full(limits.maxPerPrincipal() + " schedules of one principal");
            case FULL -> full(limits.max() + " schedules in all");
          };
        });
  }

  private Optional<String> wrong(ScheduleSpec spec, Caller owner, Instant now) {
    try {
      spec.check(now);
      return problem.apply(spec.job(), owner);
    } catch (InvalidSchedule invalid) {
      return Optional.of(invalid.getMessage());
    }
  }

  private static ScheduleAnswer full(String limit) {
    return new ScheduleAnswer.Full(
        "at most " + limit + " are allowed; delete one that is not needed", FULL);
  }

  private static ScheduleTable.Change change(
      Caller owner, ScheduleSpec spec, boolean enabled, Instant after) {
    Optional<Instant> next = enabled ? spec.times().after(after) : Optional.empty();
    return new ScheduleTable.Change(
        owner, spec, enabled, next, next.map(due -> due.plus(ScheduleRounds.drawn(spec.jitter()))));
  }

  @Override
  public CompletionStage<Optional<ScheduleView>> find(String id, Caller caller) {
    return async(() -> readable(id, caller).map(this::view));
  }

  @Override
  public CompletionStage<Page<ScheduleView>> list(
      int limit, Optional<String> cursor, Caller caller) {
    return async(
        () -> {
          Optional<String> only =
              caller.may(Permission.OPS_READ) ? Optional.empty() : Optional.of(caller.name());
          Page<Schedule> page = schedules.list(only, limit, cursor);
          return new Page<>(page.items().stream().map(this::view).toList(), page.next());
        });
  }

  @Override
  public CompletionStage<ScheduleAnswer> change(
      String id, UnaryOperator<ScheduleSpec> change, Optional<Boolean> enabled, Caller caller) {
    return async(
        () -> {
          for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Schedule> found = writable(id, caller);
            if (found.isEmpty()) {
              return notWritable(id, caller);
            }
            Optional<ScheduleAnswer> answer = change(found.get(), change, enabled, caller);
            if (answer.isPresent()) {
              return answer.get();
            }
          }
          return new ScheduleAnswer.Conflict(
              "others are changing the schedule at the same time; try again");
        });
  }

  /** Empty if it was changed meanwhile. */
  private Optional<ScheduleAnswer> change(
      Schedule read, UnaryOperator<ScheduleSpec> change, Optional<Boolean> enabled, Caller caller) {
    Instant now = clock.instant();
    boolean own = caller.name().equals(read.principal());
    ScheduleSpec spec;
    try {
      spec = change.apply(read.spec());
    } catch (InvalidSchedule invalid) {
      return Optional.of(new ScheduleAnswer.Invalid(invalid.getMessage()));
    }
    Caller owner = own && caller.may(Permission.SCAN_RUN) ? caller : read.owner();
    Optional<String> wrong = spec.equals(read.spec()) ? Optional.empty() : wrong(spec, owner, now);
    if (wrong.isPresent()) {
      return Optional.of(new ScheduleAnswer.Invalid(wrong.get()));
    }
    if (!own && !sameScan(read.spec().job(), spec.job())) {
      return Optional.of(
          new ScheduleAnswer.Forbidden(
              "only its principal '"
                  + read.principal()
                  + "' changes the tool and its arguments, because it runs with that principal's"
                  + " permissions"));
    }
    boolean on = enabled.orElse(read.enabled());
    boolean sameTimes =
        on == read.enabled()
            && spec.cron().equals(read.spec().cron())
            && spec.zone().equals(read.spec().zone())
            && spec.jitter().equals(read.spec().jitter());
    ScheduleTable.Change changed =
        sameTimes
            ? new ScheduleTable.Change(owner, spec, on, read.nextDue(), read.nextStart())
            : change(owner, spec, on, later(now, read.decided()));
    if (!schedules.change(read, changed, now)) {
      return Optional.empty();
    }
    wake.run();
    return view(read.id()).<ScheduleAnswer>map(ScheduleAnswer.Done::new);
  }

  /** A time that is decided is not decided again, also after the clock was set back. */
  private static Instant later(Instant now, Optional<Instant> decided) {
    return decided.filter(until -> until.isAfter(now)).orElse(now);
  }

  private static boolean sameScan(JobRequest before, JobRequest after) {
    return before.tool().equals(after.tool()) && before.arguments().equals(after.arguments());
  }

  @Override
  public CompletionStage<ScheduleAnswer> delete(String id, Caller caller) {
    return async(
        () -> {
          Optional<ScheduleView> found = writable(id, caller).map(this::view);
          if (found.isEmpty()) {
            return notWritable(id, caller);
          }
          return schedules.delete(id)
              ? new ScheduleAnswer.Done(found.get())
              : new ScheduleAnswer.Unknown();
        });
  }

  @Override
  public CompletionStage<ScheduleAnswer> run(String id, Caller caller) {
    return async(
        () -> {
          if (writable(id, caller).isEmpty()) {
            return notWritable(id, caller);
          }
          Instant now = clock.instant();
          // No time of a cron expression has microseconds, so both kinds of runs have times of
          // their own.
          Instant dueAt = now.truncatedTo(ChronoUnit.MILLIS).plus(1, ChronoUnit.MICROS);
          Optional<String> job = schedules.runNow(id, dueAt, now);
          if (job.isEmpty()) {
            return new ScheduleAnswer.Conflict(
                "a run of the schedule has not ended; wait for it or cancel its job");
          }
          wake.run();
          return new ScheduleAnswer.Started(
              view(id).orElseThrow(), runs.find(job.get()).orElseThrow());
        });
  }

  @Override
  public CompletionStage<Optional<Page<ScheduleRun>>> runs(
      String id, int limit, Optional<String> cursor, Caller caller) {
    return async(() -> readable(id, caller).map(found -> runs.list(id, limit, cursor)));
  }

  private Optional<ScheduleView> view(String id) {
    return schedules.find(id).map(this::view);
  }

  private ScheduleView view(Schedule schedule) {
    return new ScheduleView(
        schedule, runs.list(schedule.id(), 1, Optional.empty()).items().stream().findFirst());
  }

  private Optional<Schedule> readable(String id, Caller caller) {
    return stored(id)
        .filter(
            found -> caller.may(Permission.OPS_READ) || found.principal().equals(caller.name()));
  }

  private Optional<Schedule> writable(String id, Caller caller) {
    return stored(id)
        .filter(
            found ->
                caller.may(Permission.OPS_WRITE)
                    || found.principal().equals(caller.name()) && caller.may(Permission.SCAN_RUN));
  }

  private Optional<Schedule> stored(String id) {
    return JobId.isOne(id) ? schedules.find(id) : Optional.empty();
  }

  private ScheduleAnswer notWritable(String id, Caller caller) {
    return readable(id, caller).isPresent()
        ? new ScheduleAnswer.Forbidden("this needs ops:write, or scan:run for an own schedule")
        : new ScheduleAnswer.Unknown();
  }
}
