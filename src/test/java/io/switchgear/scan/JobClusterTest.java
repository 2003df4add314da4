package io.switchgear.scan;

import static io.switchgear.scan.EngineLab.ANNA;
import static io.switchgear.scan.EngineLab.addresses;
import static io.switchgear.scan.EngineLab.success;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.calls.fallback.CurrentPermissions;
import io.switchgear.cluster.ClusterLab;
import io.switchgear.cluster.ClusterLab.LabNode;
import io.switchgear.scan.EngineLab.Run;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.Job.RunningBlock;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobChange;
import io.switchgear.scan.job.JobEvent;
import io.switchgear.scan.job.JobQuery;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.run.ScanJob;
import io.switchgear.scan.run.WorkerParts.Room;
import io.switchgear.scan.schedule.MissedRuns;
import io.switchgear.scan.schedule.Overlap;
import io.switchgear.scan.schedule.ScheduleAnswer;
import io.switchgear.scan.schedule.ScheduleSpec;
import io.switchgear.scan.schedule.Schedules;
import io.switchgear.scan.schedule.Scheduling;
import io.switchgear.scan.sql.JobRow;
import io.switchgear.scan.sql.JobTable;
import io.switchgear.scan.sql.RowChange;
import io.switchgear.testing.Await;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.hosts.HostFindings;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Scan;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Jobs of three nodes with one database, with scanners that the test controls. */
@Tag("network")
@Tag("process")
class JobClusterTest {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "switchgear.jobs.block-hosts",
          "4",
          "pekko.remote.artery.advanced.maximum-large-frame-size",
          "4 MiB");

  private static final int BANNER = 350;

  private final ClusterLab lab = new ClusterLab("a", "b");
  private final Map<String, EngineLab> engines = new LinkedHashMap<>();
  private final Map<String, Schedules> schedules = new LinkedHashMap<>();
  private final Map<String, List<JobEvent>> events = new LinkedHashMap<>();

  @AfterEach
  void close() {
    lab.close();
  }

  private EngineLab start(String name, String roles) {
    Map<String, String> settings = new LinkedHashMap<>(SETTINGS);
    settings.put("switchgear.cluster.roles", roles);
    LabNode node = lab.start(name, settings);
    EngineLab engine = new EngineLab(node.system(), node.store().sql(), node.settings());
    engine.room = new Room(1, "");
    List<JobEvent> seen = new CopyOnWriteArrayList<>();
    engine.jobs().subscribe(seen::add);
    engine.engine().tellOfLostNodes(() -> states(seen));
    engines.put(name, engine);
    events.put(name, seen);
    Scheduling scheduling =
        Scheduling.start(
            node.system(),
            new Scheduling.Environment(
                node.store().sql(),
                engine.jobs(),
                engine.engine()::problem,
                CurrentPermissions.AS_QUEUED,
                node.settings()::jobs,
                told -> {},
                InstantSource.system()));
    schedules.put(name, scheduling.schedules());
    return engine;
  }

  private static Map<String, JobState> states(List<JobEvent> seen) {
    return seen.stream()
        .collect(
            Collectors.toMap(
                event -> event.job().id(), event -> event.job().state(), (older, newer) -> newer));
  }

  /** One cluster for all of it, because founding one takes seconds. */
  @Test
  void jobsAreOfTheWholeCluster() {
    EngineLab a = start("a", "gateway,worker");
    EngineLab b = start("b", "gateway,worker");
    lab.awaitMembers();

    String first = a.start(a.request("10.0.0.0/26"));
    List<Run> held = new ArrayList<>(List.of(a.next(), b.next()));
    EngineLab c = start("c", "worker");
    lab.awaitMembers();
    held.add(c.next());
    assertEquals(Set.of("a", "b", "c"), workers(c.job(first)));
    exclusionsOfOneNodeHoldOnAll(first, held);
    everyNodeHearsOfAChangeOnce(first);

    aCancellationOfOneNodeStopsTheWorkersOfAll();
    aLargeResultReachesTheJobOnAnotherNode();
    aResultThatIsTooLargeIsAProblem();

    String schedule = schedule();
    run(schedule, "c");
    anotherNodeTakesOver();
    run(schedule, "b");
    aNodeThatLeavesHandsItsJobsOver();
  }

  private static Set<String> workers(Job job) {
    return job.running().stream().map(RunningBlock::worker).collect(Collectors.toSet());
  }

  private void answerAll(Function<ToolPlan, Optional<ToolOutcome>> answering) {
    engines.values().forEach(engine -> engine.answering = answering);
  }

  private void exclusionsOfOneNodeHoldOnAll(String id, List<Run> held) {
    EngineLab b = engines.get("b");
    assertInstanceOf(
        JobAnswer.Done.class,
        Await.result(
            "the change",
            b.jobs()
                .change(
                    id,
                    new JobChange(
                        Optional.of(List.of("10.0.0.48/28")),
                        OptionalInt.empty(),
                        OptionalInt.empty()),
                    ANNA)));
    answerAll(plan -> Optional.of(success(plan)));
    held.forEach(Run::succeed);
    Job job = engines.get("c").until(id, JobState.COMPLETED);
    assertEquals(48, job.progress().hostsDone());
    assertEquals(List.of("10.0.0.48/28"), job.exclude());
    List<String> scanned =
        engines.values().stream()
            .flatMap(engine -> engine.plans.stream())
            .flatMap(plan -> addresses(plan).stream())
            .sorted()
            .toList();
    assertEquals(IntStream.range(0, 48).mapToObj(i -> "10.0.0." + i).sorted().toList(), scanned);
    assertEquals(Set.copyOf(scanned), b.hosts(id).keySet());
  }

  private void everyNodeHearsOfAChangeOnce(String id) {
    for (String node : engines.keySet()) {
      Await.until("the event on " + node, () -> ends(node, id).size() == 1);
    }
    assertEquals(
        1,
        engines.keySet().stream()
            .flatMap(node -> ends(node, id).stream())
            .filter(JobEvent::here)
            .count());
  }

  private List<JobEvent> ends(String node, String id) {
    return events.get(node).stream()
        .filter(event -> event.job().id().equals(id) && event.kind() == JobEvent.Kind.STATE)
        .filter(event -> event.job().state() == JobState.COMPLETED)
        .toList();
  }

  private void aCancellationOfOneNodeStopsTheWorkersOfAll() {
    answerAll(plan -> Optional.empty());
    String id = engines.get("c").start(engines.get("c").request("10.1.0.0/26"));
    List<Run> runs = engines.values().stream().map(EngineLab::next).toList();
    assertInstanceOf(
        JobAnswer.Done.class, Await.result("the cancel", engines.get("b").jobs().cancel(id, ANNA)));
    Job job = engines.get("a").until(id, JobState.CANCELLED);
    assertEquals(List.of(), job.running());
    assertTrue(runs.stream().allMatch(run -> run.outcome().isDone()));
    engines.values().forEach(engine -> engine.runs.clear());
  }

  /** More than three megabytes. */
  private void aLargeResultReachesTheJobOnAnotherNode() {
    answerAll(plan -> Optional.empty());
    engines.forEach((name, engine) -> engine.room = new Room(name.equals("c") ? 1 : 0, ""));
    EngineLab c = engines.get("c");
    String id = jobOf("a", "10.2.%d.1");
    Run run = c.next();
    run.answer(large(run.plan(), 9_000));
    assertEquals(9_000, c.until(id, JobState.COMPLETED).progress().openPorts());
    assertEquals(9_000, c.hosts(id).get(run.addresses().getFirst()).openPorts());
  }

  private void aResultThatIsTooLargeIsAProblem() {
    answerAll(plan -> Optional.of(large(plan, 14_000)));
    EngineLab a = engines.get("a");
    Job job = a.until(a.start(a.request("10.3.0.2")), JobState.FAILED);
    assertEquals("resource_exhausted", job.problems().getFirst().kind());
    assertTrue(
        job.problems().getFirst().message().contains("fit in a message between nodes"),
        () -> job.problems().toString());
    engines.values().forEach(engine -> engine.room = new Room(1, ""));
  }

  /** Banners that no compression makes smaller. */
  private static ToolOutcome large(ToolPlan plan, int ports) {
    Random random = new Random(ports);
    Host host = EngineLab.host(addresses(plan).getFirst(), Scan.COMPLETE);
    Port port = host.ports().getFirst();
    List<Port> all =
        IntStream.rangeClosed(1, ports)
            .mapToObj(
                number ->
                    new Port(
                        number,
                        port.protocol(),
                        port.state(),
                        port.reason(),
                        port.service(),
                        "",
                        random
                            .ints(BANNER, ' ', '~')
                            .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                            .toString(),
                        List.of()))
            .toList();
    return new ToolOutcome.Success(
        ToolOutput.text("")
            .withHosts(
                new HostFindings(
                    List.of(
                        new Host(
                            host.address(),
                            host.names(),
                            host.state(),
                            host.reason(),
                            host.scan(),
                            all,
                            host.others(),
                            host.traits())),
                    List.of(),
                    true,
                    Optional.empty(),
                    Optional.empty())));
  }

  private String schedule() {
    ScheduleSpec spec =
        new ScheduleSpec(
            "@yearly",
            "UTC",
            Duration.ZERO,
            MissedRuns.SKIP,
            1,
            Overlap.SKIP,
            engines.get("c").request("10.3.0.1").named("yearly"),
            OptionalInt.empty(),
            Optional.empty(),
            false);
    ScheduleAnswer answer =
        Await.result("the schedule", schedules.get("c").create(spec, true, ANNA));
    return assertInstanceOf(ScheduleAnswer.Created.class, answer).schedule().schedule().id();
  }

  /** The scheduler starts the run, wherever it is. */
  private void run(String schedule, String node) {
    answerAll(plan -> Optional.of(success(plan)));
    ScheduleAnswer answer = Await.result("the run", schedules.get(node).run(schedule, ANNA));
    String job = assertInstanceOf(ScheduleAnswer.Started.class, answer).run().job();
    Await.value(
        "the run's job",
        () -> Await.result("the job", engines.get(node).jobs().find(job, ANNA)).map(Job::state),
        state -> state.equals(Optional.of(JobState.COMPLETED)));
  }

  /** The oldest node has the scheduler, the admission and the places of the jobs. */
  private void anotherNodeTakesOver() {
    EngineLab b = engines.get("b");
    answerAll(plan -> Optional.empty());
    String id = jobOf("a", "10.4.%d.0/26");
    engines.get("b").next().succeed();
    engines.get("c").next().succeed();
    Await.until("two blocks", () -> b.job(id).progress().blocksDone() >= 2);
    Run lost = engines.get("a").next();
    List<Run> orphans = List.of(b.next(), engines.get("c").next());
    Set<String> done = Set.copyOf(b.hosts(id).keySet());
    long epoch = epoch(id);

    String ended = endedInSilence();
    engines.remove("a");
    lab.kill("a");
    engines.values().forEach(engine -> engine.plans.clear());
    answerAll(plan -> Optional.of(success(plan)));
    assertEquals(64, b.until(id, JobState.COMPLETED).progress().hostsDone());
    assertEquals(64, b.hosts(id).size());
    assertTrue(epoch(id) > epoch);
    Await.until(
        "the end of the scanners that the lost owner had started",
        () -> orphans.stream().allMatch(run -> run.outcome().isDone()));
    Set<String> again =
        engines.values().stream()
            .flatMap(engine -> engine.plans.stream())
            .flatMap(plan -> addresses(plan).stream())
            .collect(Collectors.toSet());
    assertTrue(again.containsAll(lost.addresses()), "the block of the lost node ran again");
    assertTrue(done.stream().noneMatch(again::contains), "finished blocks stay");
    b.until(b.start(b.request("10.5.0.0/29")), JobState.COMPLETED);
    everyNodeHearsOfAChangeOnce(ended);
  }

  /** A job whose end was stored by a node that told nobody of it. */
  private String endedInSilence() {
    EngineLab c = engines.get("c");
    String id = c.start(c.request("10.7.0.1"));
    c.until(id, JobState.RUNNING);
    JobTable table = new JobTable(lab.node("b").store().sql());
    Instant now = Instant.now();
    JobRow row = table.claim(id).orElseThrow();
    assertTrue(
        table.change(
            id, row.epoch(), RowChange.of(row).ended(JobState.COMPLETED, now, List.of()), now));
    return id;
  }

  private void aNodeThatLeavesHandsItsJobsOver() {
    answerAll(plan -> Optional.empty());
    EngineLab c = engines.get("c");
    String id = jobOf("b", "10.6.%d.0/26");
    c.next().succeed();
    Await.until("a block", () -> c.job(id).progress().blocksDone() >= 1);
    EngineLab b = engines.remove("b");
    b.next();
    b.engine().stop();
    c.answering = plan -> Optional.of(success(plan));
    lab.leave("b");
    c.runs.forEach(Run::succeed);
    assertEquals(64, c.until(id, JobState.COMPLETED).progress().hostsDone());
    assertEquals(64, c.hosts(id).size());
  }

  private long epoch(String id) {
    return new JobTable(lab.node("b").store().sql()).find(id).orElseThrow().epoch();
  }

  /**
   * A job whose entity is on that node.
   *
   * @param target with a place for a number
   */
  private String jobOf(String node, String target) {
    EngineLab c = engines.get("c");
    for (int i = 0; i < 64; i++) {
      engines.values().forEach(engine -> engine.runs.clear());
      String id = c.start(c.request(target.formatted(i)));
      c.until(id, JobState.RUNNING);
      if (entities(node).contains(id)) {
        return id;
      }
      Await.result("the cancel", c.jobs().cancel(id, ANNA));
      c.until(id, JobState.CANCELLED);
    }
    throw new AssertionError("no job is on " + node + ": " + open());
  }

  private List<Job> open() {
    return Await.result("the jobs", engines.get("c").jobs().list(JobQuery.ALL, ANNA)).items();
  }

  private Set<String> entities(String node) {
    ActorSystem<?> system = lab.node(node).system();
    CurrentShardRegionState state =
        Await.result(
            "the entities of " + node,
            AskPattern.ask(
                ClusterSharding.get(system).shardState(),
                (ActorRef<CurrentShardRegionState> replyTo) ->
                    new GetShardRegionState(ScanJob.KEY, replyTo),
                Duration.ofSeconds(5),
                system.scheduler()));
    return state.getShards().stream()
        .flatMap(shard -> shard.getEntityIds().stream())
        .collect(Collectors.toSet());
  }
}
