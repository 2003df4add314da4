package io.switchgear.scan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import io.switchgear.cluster.budget.Leases;
import io.switchgear.config.ClusterSettings.Role;
import io.switchgear.config.JobSettings;
import io.switchgear.config.Settings;
import io.switchgear.scan.job.HostQuery;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.job.Page;
import io.switchgear.scan.run.WorkerParts.Room;
import io.switchgear.scope.PortSet;
import io.switchgear.scope.RangeSet;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopeDecision;
import io.switchgear.scope.ScopePolicy;
import io.switchgear.scope.ScopeQuery;
import io.switchgear.store.Sql;
import io.switchgear.testing.Await;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Caller;
import io.switchgear.tool.CostEstimate;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.Hints;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.hosts.HostFindings;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import io.switchgear.tool.hosts.Ranges;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/**
 * The engine of jobs with a scanner that a test controls: each run of a block waits in {@link
 * #runs} until the test answers it, or is answered at once by {@link #answering}.
 */
final class EngineLab implements AutoCloseable {

  static final String SCANNER = "scanner";

  /** Handing over to nobody takes seconds. */
  static final String SUDDEN_END = "pekko.coordinated-shutdown.run-by-actor-system-terminate = off";

  static final Caller ANNA = caller("anna");

  private final ActorSystem<Void> system;
  private final JobEngine engine;

  /** Runs that wait for an answer. */
  final BlockingQueue<Run> runs = new LinkedBlockingQueue<>();

  /** All plans that were run. */
  final List<ToolPlan> plans = new CopyOnWriteArrayList<>();

  /** What was recorded. */
  final List<JobAudit.Record> audited = new CopyOnWriteArrayList<>();

  volatile Function<ToolPlan, Optional<ToolOutcome>> answering = plan -> Optional.empty();

  /** Runs on the thread of the workers' actor before it takes blocks; may block it. */
  volatile Runnable beforePull = () -> {};

  volatile Room room = new Room(4, "");
  volatile JobSettings settings;
  volatile ScanScope scope = new ScanScope(ScopePolicy.DEFAULT);
  volatile Optional<Caller> permitted = Optional.of(ANNA);

  /** On a node of its own, where each message that has no form for other nodes fails. */
  EngineLab(Sql sql, Map<String, String> overrides) {
    this(Settings.load(Optional.empty(), overrides), sql);
  }

  private EngineLab(Settings loaded, Sql sql) {
    this(
        ActorSystem.create(
            Behaviors.empty(),
            "switchgear",
            ConfigFactory.parseString("pekko.actor.serialize-messages = on\n" + SUDDEN_END)
                .withFallback(loaded.actorSystem())),
        sql,
        loaded);
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
  }

  /**
   * On a node of a cluster.
   *
   * @param loaded its settings
   */
  EngineLab(ActorSystem<Void> system, Sql sql, Settings loaded) {
    this(system, sql, loaded, Optional.empty());
  }

  /**
   * On a node of a cluster that shares limits.
   *
   * @param loaded its settings
   */
  EngineLab(ActorSystem<Void> system, Sql sql, Settings loaded, Optional<Leases> leases) {
    this.settings = loaded.jobs();
    this.system = system;
    Scanner scanner = new Scanner();
    this.engine =
        JobEngine.start(
            system,
            new JobEngine.Environment(
                loaded.nodeName(),
                loaded.cluster().is(Role.WORKER),
                sql,
                new Path(scanner),
                name -> name.equals(SCANNER) ? Optional.of(scanner) : Optional.empty(),
                () -> List.of(SCANNER),
                tool -> {
                  beforePull.run();
                  return room;
                },
                tool -> Duration.ofMinutes(1),
                (plan, exclude) -> scope.exclusions(query(plan.caller()), exclude),
                caller -> permitted,
                () -> settings,
                audited::add,
                loaded::fallback,
                stuck -> {},
                leases,
                Clock.systemUTC()));
  }

  static Caller caller(String name) {
    return new Caller(name, java.util.EnumSet.of(Caller.Permission.SCAN_RUN));
  }

  private static ScopeQuery query(Caller caller) {
    return new ScopeQuery(caller.name(), SCANNER, PortSet.NONE);
  }

  Jobs jobs() {
    return engine.jobs();
  }

  JobEngine engine() {
    return engine;
  }

  ActorSystem<Void> system() {
    return system;
  }

  /** A run of a block that waits for its answer. */
  record Run(ToolPlan plan, Progress progress, CompletableFuture<ToolOutcome> outcome) {

    List<String> addresses() {
      return EngineLab.addresses(plan);
    }

    void answer(ToolOutcome with) {
      outcome.complete(with);
    }

    /** Every host up, with port 80 open. */
    void succeed() {
      outcome.complete(success(plan));
    }
  }

  Run next() {
    return Await.next("a run of a block", runs);
  }

  JobRequest request(String... targets) {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    Stream.of(targets).forEach(arguments.putArray("targets")::add);
    return JobRequest.of(SCANNER, arguments);
  }

  String start(JobRequest request) {
    return started(request, ANNA).id();
  }

  Job started(JobRequest request, Caller caller) {
    JobAnswer answer = Await.result("the start", jobs().start(request, caller));
    return switch (answer) {
      case JobAnswer.Started started -> started.job();
      case JobAnswer.Joined joined -> joined.job();
      case JobAnswer.Done ignored -> throw new AssertionError(answer);
      case JobAnswer.Unknown ignored -> throw new AssertionError(answer);
      case JobAnswer.Invalid ignored -> throw new AssertionError(answer);
      case JobAnswer.Conflict ignored -> throw new AssertionError(answer);
      case JobAnswer.Refused ignored -> throw new AssertionError(answer);
      case JobAnswer.Full ignored -> throw new AssertionError(answer);
    };
  }

  Job job(String id) {
    return Await.result("the job", jobs().find(id, ANNA)).orElseThrow();
  }

  Job until(String id, JobState state) {
    return Await.value("job " + state, () -> job(id), job -> job.state() == state);
  }

  /** The hosts of a job by their addresses; fails if one is there twice. */
  Map<String, Host> hosts(String id) {
    return hosts(id, ANNA);
  }

  Map<String, Host> hosts(String id, Caller caller) {
    Map<String, Host> hosts = new TreeMap<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page<JobHost> page =
          Await.result("hosts", jobs().hosts(id, HostQuery.ALL.limit(7).after(cursor), caller))
              .orElseThrow();
      for (JobHost host : page.items()) {
        if (hosts.put(host.host().address(), host.host()) != null) {
          throw new AssertionError(host.host().address() + " is there twice");
        }
      }
      cursor = page.next();
    } while (cursor.isPresent());
    return hosts;
  }

  static List<String> addresses(ToolPlan plan) {
    List<String> all = new ArrayList<>(plan.targets().blocks());
    plan.targets().names().values().forEach(all::addAll);
    RangeSet set = RangeSet.parse(all);
    return set.isEmpty()
        ? List.of()
        : Ranges.addresses(set.rangeText(), set.count().intValueExact());
  }

  static ToolOutcome success(ToolPlan plan) {
    return new ToolOutcome.Success(output(addresses(plan), Scan.COMPLETE));
  }

  static ToolOutput output(List<String> addresses, Scan scan) {
    List<Host> hosts = addresses.stream().map(address -> host(address, scan)).toList();
    return ToolOutput.text("found")
        .withHosts(new HostFindings(hosts, List.of(), true, Optional.empty(), Optional.empty()));
  }

  static Host host(String address, Scan scan) {
    return new Host(
        address,
        List.of(),
        "up",
        "syn-ack",
        scan,
        List.of(new Port(80, "tcp", "open", "syn-ack", Service.usual("http"), "", "", List.of())),
        List.of(),
        Traits.NONE);
  }

  @Override
  public void close() {
    system.terminate();
    Await.done("the end of the system", system.getWhenTerminated().toCompletableFuture());
  }

  /** Plans by the scope; what it runs is the test's. */
  private final class Scanner implements Tool {

    private final ToolDescriptor descriptor;

    Scanner() {
      ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
      ObjectNode properties = schema.putObject("properties");
      for (String list : List.of("targets", "exclude")) {
        properties
            .putObject(list)
            .put("type", "array")
            .putObject("items")
            .put("type", "string")
            .put("pattern", "^[^\\s,]+$");
      }
      this.descriptor =
          new ToolDescriptor(
              SCANNER,
              "Scanner",
              "Scans as a test says.",
              schema,
              Optional.empty(),
              new Hints(true, false, true, true));
    }

    @Override
    public ToolDescriptor descriptor() {
      return descriptor;
    }

    @Override
    public Availability availability() {
      return new Availability.Available("in the test", "");
    }

    @Override
    public Optional<ToolOutcome> checkJob(ToolCall call, long maxHosts) {
      return scope
          .checkLiterals(
              query(call.caller()),
              texts(call.arguments(), "targets"),
              texts(call.arguments(), "exclude"),
              maxHosts)
          .map(Scanner::refusal);
    }

    @Override
    public CompletionStage<Planning> plan(ToolCall call) {
      return planJob(call, 1_000);
    }

    @Override
    public CompletionStage<Planning> planJob(ToolCall call, long maxHosts) {
      return scope
          .check(
              query(call.caller()),
              texts(call.arguments(), "targets"),
              texts(call.arguments(), "exclude"),
              maxHosts)
          .thenApply(
              decision -> {
                if (!(decision instanceof ScopeDecision.Allowed allowed)) {
                  return new Planning.Refused(refusal(decision));
                }
                PinnedTargets targets = allowed.targets().pinned();
                return new Planning.Planned(
                    new ToolPlan(call, targets, new CostEstimate(targets.hosts(), 1, 1)));
              });
    }

    private static ToolOutcome refusal(ScopeDecision decision) {
      return switch (decision) {
        case ScopeDecision.Allowed allowed -> throw new AssertionError(allowed);
        case ScopeDecision.Malformed malformed -> new ToolOutcome.InvalidInput(malformed.message());
        case ScopeDecision.Denied denied ->
            new ToolOutcome.OutOfScope(denied.target(), denied.rule(), denied.message());
      };
    }

    private static List<String> texts(ObjectNode arguments, String list) {
      return arguments.path(list).valueStream().map(text -> text.asText()).toList();
    }

    @Override
    public ToolPlan limited(ToolPlan plan, int packetsPerSecond) {
      return plan.withArguments(plan.arguments().deepCopy().put("rate", packetsPerSecond));
    }

    @Override
    public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
      plans.add(plan);
      Optional<ToolOutcome> atOnce = answering.apply(plan);
      if (atOnce.isPresent()) {
        return ToolRun.completed(atOnce.get());
      }
      Run run = new Run(plan, progress, new CompletableFuture<>());
      runs.add(run);
      return new ToolRun() {
        @Override
        public CompletionStage<ToolOutcome> outcome() {
          return run.outcome();
        }

        @Override
        public void stop(StopReason reason) {
          run.outcome().complete(new ToolOutcome.Cancelled("stopped", ToolOutput.NONE));
        }
      };
    }
  }

  /** Runs blocks without the steps of the call path. */
  private record Path(Tool scanner) implements ToolCatalog {

    @Override
    public List<ToolDescriptor> descriptors() {
      return List.of(scanner.descriptor());
    }

    @Override
    public Optional<ToolDescriptor> find(String name) {
      return Optional.of(scanner.descriptor()).filter(tool -> tool.name().equals(name));
    }

    @Override
    public ToolRun call(ToolCall call, Progress progress) {
      throw new AssertionError("a block is resumed, not called");
    }

    @Override
    public ToolRun resume(ToolPlan plan, Progress progress) {
      return scanner.run(plan, new Deadline(Long.MAX_VALUE), progress);
    }
  }
}
