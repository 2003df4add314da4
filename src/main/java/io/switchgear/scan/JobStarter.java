package io.switchgear.scan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.JobSettings;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobChange;
import io.switchgear.scan.job.JobEvent;
import io.switchgear.scan.job.JobId;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.plan.Blocks;
import io.switchgear.scan.plan.JobArguments;
import io.switchgear.scan.plan.JobDefinition;
import io.switchgear.scan.plan.RateShare;
import io.switchgear.scan.run.JobViews;
import io.switchgear.scan.sql.JobRow;
import io.switchgear.scan.sql.JobTable.Adding;
import io.switchgear.scan.sql.NewJob;
import io.switchgear.store.ArgumentsDigest;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.CostEstimate;
import io.switchgear.tool.DataJson;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.arguments.InputSchema.Reading;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Checks, plans and stores new jobs. */
final class JobStarter {

  private static final String START = "job.start";
  private static final int NAME_CHARS = 128;
  private static final int MOST_RATE = 10_000_000;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofDays(366);

  /** A block should end well within its tool's time limit. */
  private static final double SHARE_OF_TIMEOUT = 0.25;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final JobEngine engine;
  private final JobArguments arguments = new JobArguments();

  JobStarter(JobEngine engine) {
    this.engine = engine;
  }

  CompletionStage<JobAnswer> start(Optional<String> id, JobRequest request, Caller caller) {
    Optional<String> problem = problem(request, caller);
    if (problem.isPresent()) {
      return answer(new JobAnswer.Invalid(problem.get()));
    }
    if (id.isEmpty()) {
      return plan(JobId.draw(), false, request, caller);
    }
    return CompletableFuture.supplyAsync(
            () -> engine.table().find(id.get()), Thread::startVirtualThread)
        .thenCompose(
            row ->
                row.isPresent()
                    ? answer(new JobAnswer.Started(engine.view(row.get())))
                    : plan(id.get(), true, request, caller));
  }

  private CompletionStage<JobAnswer> plan(
      String id, boolean repeatable, JobRequest request, Caller caller) {
    Tool tool = engine.tool(request.tool()).orElseThrow();
    return planned(tool, "plan-" + id.substring(0, 8), request, caller)
        .thenComposeAsync(
            planning ->
                switch (planning) {
                  case Planning.Refused refused -> answer(refused(caller, request, refused));
                  case Planning.Planned planned ->
                      answer(stored(id, repeatable, request, planned.plan()));
                },
            Thread::startVirtualThread);
  }

  private CompletionStage<Planning> planned(
      Tool tool, String id, JobRequest request, Caller caller) {
    Optional<ToolOutcome> noJob = tool.noJob();
    if (noJob.isPresent()) {
      return CompletableFuture.completedFuture(new Planning.Refused(noJob.get()));
    }
    return switch (arguments.read(tool.descriptor(), request.arguments(), request.exclude())) {
      case Reading.Invalid invalid ->
          CompletableFuture.completedFuture(
              new Planning.Refused(new InvalidInput(invalid.message())));
      case Reading.Valid valid ->
          tool.planJob(
              new ToolCall(id, request.tool(), valid.arguments(), caller),
              engine.settings().maxHosts());
    };
  }

  private JobAnswer stored(String id, boolean repeatable, JobRequest request, ToolPlan plan) {
    JobDefinition definition =
        JobDefinition.of(
            plan, blockHosts(plan, request.rate()), request.randomised(), RANDOM.nextLong());
    List<String> exclude = JobArguments.exclusions(plan);
    return add(
        new NewJob(
            id,
            request.name(),
            request.tool(),
            plan.caller().name(),
            repeatable ? "" : digest(request, plan, exclude),
            request.schedule(),
            DataJson.write(definition),
            request.priority(),
            exclude,
            request.rate(),
            request.deadline().map(engine.now()::plus),
            plan.targets().hosts(),
            new Blocks(definition).count(),
            engine.now()));
  }

  /** A plan that was made elsewhere: a queued call, or a call that becomes a task. */
  CompletionStage<JobAnswer> start(ToolPlan plan, boolean whole) {
    return CompletableFuture.supplyAsync(() -> add(plan, whole), Thread::startVirtualThread);
  }

  private JobAnswer add(ToolPlan plan, boolean whole) {
    JobRequest request = JobRequest.of(plan.tool(), plan.arguments());
    List<String> exclude = JobArguments.exclusions(plan);
    JobDefinition definition =
        whole
            ? JobDefinition.ofCall(plan)
            : JobDefinition.of(
                plan, blockHosts(plan, OptionalInt.empty()), false, RANDOM.nextLong());
    return add(
        new NewJob(
            JobId.draw(),
            "",
            plan.tool(),
            plan.caller().name(),
            mayBeShared(plan) ? digest(request, plan, exclude) : "",
            "",
            DataJson.write(definition),
            request.priority(),
            exclude,
            OptionalInt.empty(),
            Optional.empty(),
            plan.targets().hosts(),
            new Blocks(definition).count(),
            engine.now()));
  }

  private JobAnswer refused(Caller caller, JobRequest request, Planning.Refused refused) {
    engine
        .audit()
        .add(
            new JobAudit.Record(
                caller.name(),
                START,
                "",
                List.of(),
                refused.outcome() instanceof ToolOutcome.OutOfScope out
                    ? "out_of_scope: " + out.rule()
                    : "invalid",
                Map.of("tool", request.tool())));
    return new JobAnswer.Refused(refused.outcome());
  }

  /** Two calls may be one job only if the tool says so, and if no human agreed to just one. */
  private boolean mayBeShared(ToolPlan plan) {
    return plan.call().dialogue().answers().isEmpty()
        && engine
            .tool(plan.tool())
            .filter(tool -> tool.descriptor().hints().idempotent())
            .isPresent();
  }

  private JobAnswer add(NewJob job) {
    JobAnswer answer = added(job);
    JobDefinition definition = DataJson.read(job.definition(), JobDefinition.class);
    engine
        .audit()
        .add(
            new JobAudit.Record(
                job.principal(),
                START,
                answer instanceof JobAnswer.Started ? job.id() : "",
                definition.plan().targets().told(),
                answer instanceof JobAnswer.Full ? "too many jobs" : "",
                Map.of(
                    "tool",
                    job.tool(),
                    "hosts",
                    "" + job.hostsTotal(),
                    "exclude",
                    String.join(" ", job.exclusions()),
                    "schedule",
                    job.schedule())));
    return answer;
  }

  private JobAnswer added(NewJob job) {
    JobSettings settings = engine.settings();
    return switch (engine.table().add(job, settings.maxOpen(), settings.maxOpenPerPrincipal())) {
      case Adding.Added added -> {
        engine.feed().tell(new JobEvent(view(added.row()), JobEvent.Kind.STATE));
        engine.check();
        yield new JobAnswer.Started(engine.view(added.row()));
      }
      case Adding.Identical identical -> new JobAnswer.Joined(engine.view(identical.row()));
      case Adding.Full full -> new JobAnswer.Full(full(full), RETRY_AFTER);
    };
  }

  private static io.switchgear.scan.job.Job view(JobRow row) {
    return JobViews.of(row, OptionalInt.empty(), List.of(), List.of());
  }

  private static String full(Adding.Full full) {
    return full.own()
        ? "You have %d jobs that have not ended, which is the limit (jobs.max-open-per-principal). Wait until one ends, or cancel one."
            .formatted(full.open())
        : "The server has %d jobs that have not ended, which is the limit (jobs.max-open). Start the job again later."
            .formatted(full.open());
  }

  private int blockHosts(ToolPlan plan, OptionalInt rate) {
    int most = engine.settings().blockHosts();
    CostEstimate cost = plan.cost();
    double perHost = cost.hosts() == 0 ? 0 : cost.seconds() / cost.hosts();
    if (rate.isPresent()) {
      perHost =
          Math.max(
              perHost,
              RateShare.secondsPerHost(
                  rate.getAsInt(), cost.ports(), engine.settings().blocksPerTool()));
    }
    double limit = engine.callTimeout(plan.tool()).toMillis() / 1e3 * SHARE_OF_TIMEOUT;
    return perHost <= 0 ? most : Math.clamp((long) (limit / perHost), 1, most);
  }

  /** Equal for jobs that would do the same. */
  private static String digest(JobRequest request, ToolPlan plan, List<String> exclude) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.set("arguments", plan.arguments());
    all.set("targets", DataJson.write(plan.forCall(plan.call())).path("targets"));
    exclude.stream().sorted().forEach(all.putArray("exclude")::add);
    all.put("name", request.name());
    all.put("schedule", request.schedule());
    all.put("rate", request.rate().orElse(0));
    all.put("deadline", request.deadline().map(Duration::toMillis).orElse(0L));
    all.put("randomised", request.randomised());
    return ArgumentsDigest.of(request.tool(), all).hex();
  }

  private static CompletionStage<JobAnswer> answer(JobAnswer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  /** See {@link JobEngine#problem}. */
  Optional<String> problemLater(JobRequest request, Caller caller) {
    return problem(request, caller).or(() -> invalid(request, caller));
  }

  private Optional<String> invalid(JobRequest request, Caller caller) {
    Tool tool = engine.tool(request.tool()).orElseThrow();
    Optional<ToolOutcome> noJob = tool.noJob();
    if (noJob.isPresent()) {
      return message(noJob.get());
    }
    return switch (arguments.read(tool.descriptor(), request.arguments(), request.exclude())) {
      case Reading.Invalid invalid -> Optional.of(invalid.message());
      case Reading.Valid valid ->
          tool.checkJob(
                  new ToolCall("check", request.tool(), valid.arguments(), caller),
                  engine.settings().maxHosts())
              .flatMap(JobStarter::message);
    };
  }

  private static Optional<String> message(ToolOutcome outcome) {
    return outcome instanceof InvalidInput invalid
        ? Optional.of(invalid.message())
        : Optional.empty();
  }

  private Optional<String> problem(JobRequest request, Caller caller) {
    if (!caller.may(Permission.SCAN_RUN)) {
      return Optional.of("Starting a job needs the permission " + Permission.SCAN_RUN.wire() + ".");
    }
    Optional<Tool> tool = engine.tool(request.tool());
    if (tool.isEmpty()) {
      return Optional.of(
          "tool: there is no '%s'. Tools that scan: %s."
              .formatted(
                  UntrustedText.line(request.tool(), 64), String.join(", ", engine.scanners())));
    }
    boolean excludes = tool.get().descriptor().inputSchema().at("/properties/exclude").isObject();
    if (!request.exclude().isEmpty() && !excludes) {
      return Optional.of("exclude: '%s' has no targets to exclude.".formatted(request.tool()));
    }
    if (request.name().length() > NAME_CHARS) {
      return Optional.of("name: at most %d characters are allowed.".formatted(NAME_CHARS));
    }
    return priority(request.priority())
        .or(() -> rate(request.rate(), 1))
        .or(
            () ->
                request
                    .deadline()
                    .filter(
                        time -> time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0)
                    .map(time -> "deadline: allowed is 1 s to 366 d."));
  }

  static Optional<String> problem(JobChange change) {
    return (change.priority().isPresent()
            ? priority(change.priority().getAsInt())
            : Optional.<String>empty())
        .or(() -> rate(change.rate(), 0));
  }

  private static Optional<String> priority(int priority) {
    return priority < 0 || priority > 9
        ? Optional.of("priority: allowed is 0 to 9; higher is first, 5 is usual.")
        : Optional.empty();
  }

  private static Optional<String> rate(OptionalInt rate, int least) {
    return rate.isPresent() && (rate.getAsInt() < least || rate.getAsInt() > MOST_RATE)
        ? Optional.of("rate: allowed is %d to %d packets per second.".formatted(least, MOST_RATE))
        : Optional.empty();
  }
}
