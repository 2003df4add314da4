package io.switchgear.scan;

import io.switchgear.calls.fallback.CallQueue;
import io.switchgear.cluster.budget.Leases;
import io.switchgear.config.FallbackLimits;
import io.switchgear.config.JobSettings;
import io.switchgear.metrics.JobMetrics;
import io.switchgear.metrics.ScheduleMetrics;
import io.switchgear.scan.budget.PacketBudget;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.run.BlockWorkers;
import io.switchgear.scan.run.JobAdmission;
import io.switchgear.scan.run.JobFeed;
import io.switchgear.scan.run.JobParts;
import io.switchgear.scan.run.JobTopic;
import io.switchgear.scan.run.JobViews;
import io.switchgear.scan.run.LostNodes;
import io.switchgear.scan.run.OutcomeLimit;
import io.switchgear.scan.run.ScanJob;
import io.switchgear.scan.run.WorkerParts;
import io.switchgear.scan.run.WorkerParts.Room;
import io.switchgear.scan.sql.EarlierCallTable;
import io.switchgear.scan.sql.HostTable;
import io.switchgear.scan.sql.JobRow;
import io.switchgear.scan.sql.JobTable;
import io.switchgear.scan.sql.QueuedCallTable;
import io.switchgear.scope.ExclusionList;
import io.switchgear.store.Sql;
import io.switchgear.tool.Caller;
import io.switchgear.tool.DataJson;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolPlan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;

/** Starts and holds the actors of jobs on this node. */
public final class JobEngine {

  private static final Duration WORK_PATIENCE = Duration.ofSeconds(5);

  private final ActorSystem<?> system;
  private final Environment environment;
  private final ClusterSharding sharding;
  private final JobTable table;
  private final HostTable hosts;
  private final JobFeed feed = new JobFeed();
  private final ActorRef<JobAdmission.Command> admission;
  private final Optional<ActorRef<BlockWorkers.Command>> workers;
  private final Jobs jobs;
  private final JobStarter starter;
  private final QueuedJobs queue;
  private volatile boolean stopped;

  /**
   * What jobs need from the rest of the program.
   *
   * @param node name of this node
   * @param worker whether this node runs blocks; if not, it starts and controls jobs only
   * @param path of blocks to their tools
   * @param tools by name, as they plan
   * @param scanners names of tools that scan
   * @param room of a tool on this node
   * @param callTimeout of a tool
   * @param exclusions resolves exclusions by the scope in effect
   * @param permissions that a principal has now
   * @param audit records what was decided about jobs
   * @param queueLimits of queued calls
   * @param stuck told how many jobs of each tool run without progress; must return at once
   * @param leases of limits that the nodes share; empty if this node is alone
   */
  public record Environment(
      String node,
      boolean worker,
      Sql sql,
      ToolCatalog path,
      Function<String, Optional<Tool>> tools,
      Supplier<List<String>> scanners,
      Function<String, Room> room,
      Function<String, Duration> callTimeout,
      BiFunction<ToolPlan, List<String>, CompletionStage<ExclusionList>> exclusions,
      Function<Caller, Optional<Caller>> permissions,
      Supplier<JobSettings> settings,
      JobAudit audit,
      Supplier<FallbackLimits> queueLimits,
      Consumer<Map<String, Long>> stuck,
      Optional<Leases> leases,
      Clock clock) {}

  private JobEngine(ActorSystem<?> system, Environment environment) {
    this.system = system;
    this.environment = environment;
    this.sharding = ClusterSharding.get(system);
    this.table = new JobTable(environment.sql());
    this.hosts = new HostTable(environment.sql());
    JobParts parts =
        new JobParts(
            table,
            hosts,
            environment.exclusions(),
            environment.settings(),
            feed,
            environment.clock(),
            System::nanoTime,
            this::check);
    sharding.init(
        Entity.of(
                ScanJob.KEY,
                entity -> ScanJob.create(entity.getEntityId(), entity.getShard(), parts))
            .withStopMessage(ScanJob.Stop.STOP));
    this.admission =
        ClusterSingleton.get(system)
            .init(
                SingletonActor.of(
                    JobAdmission.create(
                        table,
                        environment.settings(),
                        environment.stuck(),
                        this::entity,
                        environment.clock()),
                    "job-admission"));
    this.workers = environment.worker() ? Optional.of(workers(system)) : Optional.empty();
    JobTopic.connect(system, feed);
    this.starter = new JobStarter(this);
    this.jobs = new StoredJobs(this, starter);
    this.queue =
        new QueuedJobs(
            this,
            new QueuedCallTable(environment.sql(), table),
            EarlierCalls.move(this, new EarlierCallTable(environment.sql())));
  }

  private ActorRef<BlockWorkers.Command> workers(ActorSystem<?> system) {
    return system.systemActorOf(
        BlockWorkers.create(
            new WorkerParts(
                environment.node(),
                environment.path(),
                environment.room(),
                environment.tools(),
                environment.permissions(),
                new PacketBudget(
                    () -> environment.settings().get().rate(),
                    () -> environment.settings().get().blocksPerTool(),
                    environment.leases(),
                    System::nanoTime),
                environment.settings(),
                new OutcomeLimit(system),
                System::nanoTime),
            this::entity),
        // Named in application.conf, because its messages may be large.
        "block-workers",
        Props.empty());
  }

  public static JobEngine start(ActorSystem<?> system, Environment environment) {
    JobMetrics.register(Stream.of(JobState.values()).map(JobState::wire).toList());
    environment
        .scanners()
        .get()
        .forEach(
            tool -> {
              JobMetrics.register(tool, JobState.LAST);
              ScheduleMetrics.register(tool);
            });
    return new JobEngine(system, environment);
  }

  public Jobs jobs() {
    return jobs;
  }

  /**
   * What is wrong with a request that will be started later, as far as it is known without a plan.
   * Targets that are out of scope are not wrong, because a rule may allow them by then.
   */
  public Optional<String> problem(JobRequest request, Caller caller) {
    return starter.problemLater(request, caller);
  }

  /** The calls that wait for their tools. */
  public CallQueue queue() {
    return queue;
  }

  /** The tables, for metrics and retention. */
  public JobTable table() {
    return table;
  }

  /**
   * What this node does for jobs at present.
   *
   * @param owned jobs that have their writer here
   * @param blocks that run here; empty if this node runs none by its role
   */
  public record Work(int owned, Optional<Integer> blocks) {}

  /** Asks this node's actors; fails if they are busy for more than 5 s. */
  public CompletionStage<Work> work() {
    CompletionStage<Integer> owned =
        AskPattern.<ClusterShardingQuery, CurrentShardRegionState>ask(
                sharding.shardState(),
                replyTo -> new GetShardRegionState(ScanJob.KEY, replyTo),
                WORK_PATIENCE,
                system.scheduler())
            .thenApply(
                state ->
                    state.getShards().stream().mapToInt(each -> each.getEntityIds().size()).sum());
    CompletionStage<Optional<Integer>> blocks =
        workers
            .map(
                actor ->
                    AskPattern.<BlockWorkers.Command, Integer>ask(
                            actor,
                            BlockWorkers.CountRunning::new,
                            WORK_PATIENCE,
                            system.scheduler())
                        .thenApply(Optional::of))
            .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    return owned.thenCombine(blocks, Work::new);
  }

  /**
   * Tells from now on what lost nodes have stored of jobs and did not tell.
   *
   * @param heard the last state of each job of which this node has heard lately, from any node;
   *     thread-safe
   */
  public void tellOfLostNodes(Supplier<Map<String, JobState>> heard) {
    LostNodes.follow(system, table, feed, heard, environment.clock());
  }

  /** Takes no further block; blocks that run end with their calls. */
  public void stop() {
    stopped = true;
    workers.ifPresent(actor -> actor.tell(BlockWorkers.Close.CLOSE));
  }

  HostTable hosts() {
    return hosts;
  }

  JobFeed feed() {
    return feed;
  }

  JobSettings settings() {
    return environment.settings().get();
  }

  FallbackLimits queueLimits() {
    return environment.queueLimits().get();
  }

  boolean isStopped() {
    return stopped;
  }

  /** The permissions that a principal has now. */
  Optional<Caller> permissions(Caller planned) {
    return environment.permissions().apply(planned);
  }

  Instant now() {
    return environment.clock().instant();
  }

  Optional<Tool> tool(String name) {
    return environment.tools().apply(name);
  }

  List<String> scanners() {
    return environment.scanners().get();
  }

  Duration callTimeout(String tool) {
    return environment.callTimeout().apply(tool);
  }

  JobAudit audit() {
    return environment.audit();
  }

  /** Makes the admission look at the table now. */
  void check() {
    admission.tell(JobAdmission.Check.CHECK);
  }

  Job view(JobRow row) {
    return JobViews.of(row, table.place(row.id()), List.of(), List.of());
  }

  Optional<ToolOutcome> outcome(JobRow row) {
    return row.outcome().map(json -> DataJson.read(json, ToolOutcome.class));
  }

  private EntityRef<ScanJob.Command> entity(String id) {
    return sharding.entityRefFor(ScanJob.KEY, id);
  }

  <T> CompletionStage<T> ask(
      String id, Function<ActorRef<T>, ScanJob.Command> message, Duration patience) {
    return entity(id).<T>ask(message::apply, patience);
  }
}
