package io.switchgear.scan;

import static io.switchgear.scan.EngineLab.ANNA;
import static io.switchgear.scan.EngineLab.addresses;
import static io.switchgear.scan.EngineLab.caller;
import static io.switchgear.scan.EngineLab.output;
import static io.switchgear.scan.EngineLab.success;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scan.EngineLab.Run;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobChange;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.run.WorkerParts.Room;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Scan;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs from their start to their end, with a scanner that the test controls. */
@Tag("network")
class JobEngineTest {

  private static final String BLOCK = "switchgear.jobs.block-hosts";

  private final Store store = Store.inMemory();
  private EngineLab lab = new EngineLab(store.sql(), Map.of(BLOCK, "4"));

  @AfterEach
  void close() {
    lab.close();
    store.close();
  }

  private void settings(Map<String, String> settings) {
    lab.close();
    lab = new EngineLab(store.sql(), settings);
  }

  private static Caller operator() {
    return new Caller("olga", EnumSet.of(Permission.OPS_WRITE));
  }

  @Test
  void aJobScansEachHostOnceInBlocks() {
    lab.answering = plan -> Optional.of(success(plan));
    String id = lab.start(lab.request("10.0.0.0/28", "10.0.1.1", "fd00::1"));
    Job job = lab.until(id, JobState.COMPLETED);
    assertEquals(18, job.progress().hostsTotal());
    assertEquals(18, job.progress().hostsDone());
    assertEquals(18, job.progress().hostsUp());
    assertEquals(18, job.progress().openPorts());
    assertEquals(6, job.progress().blocksTotal());
    assertEquals(6, job.progress().blocksDone());
    assertEquals(List.of(), job.problems());
    assertTrue(job.startedAt().isPresent() && job.finishedAt().isPresent());
    assertEquals(18, lab.hosts(id).size());
    assertEquals(6, lab.plans.size());
    assertTrue(lab.plans.stream().allMatch(plan -> addresses(plan).size() <= 4));
  }

  @Test
  void randomOrderHasTheSameBlocks() {
    lab.answering = plan -> Optional.of(success(plan));
    JobRequest plain = lab.request("10.0.0.0/24");
    JobRequest request =
        new JobRequest(
            plain.tool(),
            plain.arguments(),
            "",
            List.of(),
            5,
            Optional.empty(),
            OptionalInt.empty(),
            true,
            "");
    String id = lab.start(request);
    lab.until(id, JobState.COMPLETED);
    List<String> firsts = lab.plans.stream().map(plan -> addresses(plan).getFirst()).toList();
    assertFalse(firsts.equals(firsts.stream().sorted().toList()), firsts::toString);
    assertEquals(256, lab.hosts(id).size());
  }

  /** Outcomes of the first run of each block of 4 hosts; later runs succeed. */
  static Stream<Arguments> outcomes() {
    return Stream.of(
        Arguments.of("a crash", (Answer) plan -> failed(Fault.CRASHED, ToolOutput.NONE), 8),
        Arguments.of(
            "unreadable output", (Answer) plan -> failed(Fault.OUTPUT_UNREADABLE, half(plan)), 8),
        Arguments.of(
            "a time-out with half of the hosts",
            (Answer) plan -> new TimedOut(Duration.ofSeconds(1), "late", half(plan)),
            8),
        Arguments.of(
            "an open breaker",
            (Answer)
                plan ->
                    new Rejected(
                        Refusal.CIRCUIT_OPEN, "scanner", "it is open", Duration.ofMillis(10)),
            8),
        Arguments.of(
            "the end of the server",
            (Answer) plan -> new Cancelled("The server is shutting down.", half(plan)),
            8));
  }

  interface Answer {
    ToolOutcome to(ToolPlan plan);
  }

  private static ToolOutcome failed(Fault fault, ToolOutput partial) {
    return new Failed(fault, "it failed", partial);
  }

  private static ToolOutput half(ToolPlan plan) {
    List<String> all = addresses(plan);
    return output(all.subList(0, all.size() / 2), Scan.COMPLETE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("outcomes")
  void aRunThatFailsOnceCostsNoHost(String what, Answer first, int hosts) {
    Set<String> tried = new HashSet<>();
    lab.answering =
        plan -> {
          synchronized (tried) {
            boolean again = addresses(plan).stream().anyMatch(tried::contains);
            tried.addAll(addresses(plan));
            return Optional.of(again ? success(plan) : first.to(plan));
          }
        };
    String id = lab.start(lab.request("10.0.0.0/29"));
    Job job = lab.until(id, JobState.COMPLETED);
    assertEquals(hosts, lab.hosts(id).size());
    assertEquals(hosts, job.progress().hostsDone());
    assertEquals(0, job.problemsInAll());
  }

  /** A host that always breaks the scanner costs itself only. */
  @Test
  void aScannerThatFailsOnOneHostCostsThatHost() {
    lab.answering =
        plan ->
            Optional.of(
                addresses(plan).contains("10.0.0.5")
                    ? failed(Fault.CRASHED, ToolOutput.NONE)
                    : success(plan));
    String id = lab.start(lab.request("10.0.0.0/28"));
    Job job = lab.until(id, JobState.PARTIAL);
    assertEquals(15, lab.hosts(id).size());
    assertEquals(16, job.progress().hostsDone());
    JobProblem problem = job.problems().getFirst();
    assertEquals(1, job.problemsInAll());
    assertEquals("crashed", problem.kind());
    assertEquals("10.0.0.5", problem.targets());
    assertEquals(1, problem.hosts());
  }

  /** What a scanner says about single hosts ends in the problems, by kind. */
  @Test
  void hostsWithoutAWholeResultAreProblems() {
    lab.answering =
        plan -> {
          List<String> all = addresses(plan);
          List<Host> hosts =
              List.of(
                  EngineLab.host(all.get(0), Scan.COMPLETE),
                  EngineLab.host(all.get(1), Scan.TIMED_OUT),
                  EngineLab.host(all.get(2), Scan.LOCAL_FAILURE));
          return Optional.of(
              new ToolOutcome.Success(
                  ToolOutput.text("")
                      .withHosts(
                          new io.switchgear.tool.hosts.HostFindings(
                              hosts, List.of(), true, Optional.empty(), Optional.empty()))));
        };
    String id = lab.start(lab.request("10.0.0.0/30"));
    Job job = lab.until(id, JobState.PARTIAL);
    assertEquals(
        Map.of("timed_out", "10.0.0.1", "local_failure", "10.0.0.2", "unreported", "10.0.0.3"),
        job.problems().stream().collect(Collectors.toMap(JobProblem::kind, JobProblem::targets)));
    assertEquals(4, job.progress().hostsDone());
  }

  @Test
  void aJobWithoutAnyResultHasFailed() {
    lab.answering = plan -> Optional.of(failed(Fault.CRASHED, ToolOutput.NONE));
    String id = lab.start(lab.request("10.0.0.0/31"));
    Job job = lab.until(id, JobState.FAILED);
    assertEquals(2, job.problems().stream().mapToLong(JobProblem::hosts).sum());
  }

  /** A scanner that never works does not keep a large job busy. */
  @Test
  void aHopelessJobIsGivenUp() {
    lab.answering = plan -> Optional.of(failed(Fault.CRASHED, ToolOutput.NONE));
    String id = lab.start(lab.request("10.0.0.0/16"));
    Job job = lab.until(id, JobState.FAILED);
    assertTrue(
        job.problems().stream().anyMatch(problem -> problem.kind().equals("hopeless")),
        job.problems()::toString);
    assertTrue(lab.plans.size() < 60, "" + lab.plans.size());
  }

  @Test
  void aScannerThatIsNotInstalledEndsTheJobAtOnce() {
    lab.answering = plan -> Optional.of(failed(Fault.NOT_INSTALLED, ToolOutput.NONE));
    String id = lab.start(lab.request("10.0.0.0/24"));
    Job job = lab.until(id, JobState.FAILED);
    assertEquals("not_installed", job.problems().getFirst().kind());
  }

  @Test
  void aPausedJobRunsNothingAndGoesOnWhereItWas() {
    String id = lab.start(lab.request("10.0.0.0/28"));
    lab.next().succeed();
    Await.until("the first block", () -> lab.job(id).progress().hostsDone() == 4);
    JobAnswer answer = Await.result("the pause", lab.jobs().pause(id, ANNA));
    assertInstanceOf(JobAnswer.Done.class, answer);
    lab.until(id, JobState.PAUSED);
    lab.runs.clear();
    lab.answering = plan -> Optional.of(success(plan));
    assertInstanceOf(JobAnswer.Done.class, Await.result("the resume", lab.jobs().resume(id, ANNA)));
    lab.until(id, JobState.COMPLETED);
    assertEquals(16, lab.hosts(id).size());
  }

  /** The state is cancelled only when no scanner is left. */
  @Test
  void aCancelledJobWaitsForItsScanners() {
    String id = lab.start(lab.request("10.0.0.0/28"));
    Run run = lab.next();
    Await.until("all runs", () -> lab.runs.size() == 3);
    assertInstanceOf(JobAnswer.Done.class, Await.result("the cancel", lab.jobs().cancel(id, ANNA)));
    Job job = lab.until(id, JobState.CANCELLED);
    assertTrue(run.outcome().isDone());
    assertEquals(List.of(), job.running());
    assertInstanceOf(
        JobAnswer.Conflict.class, Await.result("the resume", lab.jobs().resume(id, ANNA)));
    assertInstanceOf(JobAnswer.Done.class, Await.result("the cancel", lab.jobs().cancel(id, ANNA)));
    assertInstanceOf(
        JobAnswer.Done.class, Await.result("the deletion", lab.jobs().delete(id, ANNA)));
    assertEquals(Optional.empty(), Await.result("the job", lab.jobs().find(id, ANNA)));
  }

  @Test
  void exclusionsBindFromTheNextBlockOnAndCanBeLifted() {
    lab.room = new Room(1, "");
    String id = lab.start(lab.request("10.0.0.0/28").excluding(List.of("10.0.0.0", "10.0.0.9")));
    Run first = lab.next();
    assertEquals(List.of("10.0.0.1", "10.0.0.2", "10.0.0.3"), first.addresses());
    assertEquals(14, lab.job(id).progress().hostsTotal());
    change(id, List.of("10.0.0.9", "10.0.0.4/31"));
    first.succeed();
    Run second = lab.next();
    assertEquals(List.of("10.0.0.6", "10.0.0.7"), second.addresses());
    change(id, List.of("10.0.0.9"));
    lab.answering = plan -> Optional.of(success(plan));
    second.succeed();
    Job job = lab.until(id, JobState.COMPLETED);
    assertEquals(15, lab.hosts(id).size());
    assertFalse(lab.hosts(id).containsKey("10.0.0.9"));
    assertEquals(15, job.progress().hostsTotal());
    assertEquals(15, job.progress().hostsDone());
  }

  /** A block that its worker has, but that waits for its packets, is not the next any more. */
  @Test
  void exclusionsReachABlockThatWaitsAtItsWorker() {
    settings(Map.of(BLOCK, "4", "switchgear.jobs.rate.per-prefix", "50"));
    lab.room = new Room(10, "");
    String id = lab.start(lab.request("10.0.0.0/28"));
    Await.until(
        "three blocks that run, and one that waits",
        () -> lab.runs.size() == 3 && lab.job(id).running().size() == 4);
    String waits =
        IntStream.range(0, 16)
            .mapToObj(i -> "10.0.0." + i)
            .filter(host -> lab.runs.stream().noneMatch(run -> run.addresses().contains(host)))
            .findFirst()
            .orElseThrow();
    change(id, List.of(waits));
    lab.answering = plan -> Optional.of(success(plan));
    lab.runs.forEach(Run::succeed);
    assertEquals(15, lab.until(id, JobState.COMPLETED).progress().hostsDone());
    assertFalse(lab.hosts(id).containsKey(waits));
    assertTrue(lab.plans.stream().noneMatch(plan -> EngineLab.addresses(plan).contains(waits)));
  }

  private void change(String id, List<String> exclude) {
    assertInstanceOf(
        JobAnswer.Done.class,
        Await.result(
            "the change",
            lab.jobs()
                .change(
                    id,
                    new JobChange(Optional.of(exclude), OptionalInt.empty(), OptionalInt.empty()),
                    ANNA)));
  }

  @Test
  void theDeadlineEndsAJobAsPartial() {
    JobRequest plain = lab.request("10.0.0.0/28");
    String id =
        lab.start(
            new JobRequest(
                plain.tool(),
                plain.arguments(),
                "",
                List.of(),
                5,
                Optional.of(Duration.ofSeconds(2)),
                OptionalInt.empty(),
                false,
                ""));
    lab.next().succeed();
    Job job = lab.until(id, JobState.PARTIAL);
    assertEquals("deadline", job.problems().getFirst().kind());
    assertEquals(12, job.problems().getFirst().hosts());
    assertEquals(4, lab.hosts(id).size());
  }

  @Test
  void anOpenBreakerPausesTheBlocksAndTheJobSaysSo() {
    lab.room = new Room(0, "The breaker of 'scanner' is open.");
    lab.answering = plan -> Optional.of(success(plan));
    String id = lab.start(lab.request("10.0.0.0/28"));
    Await.until(
        "the reason", () -> lab.job(id).waiting().equals("The breaker of 'scanner' is open."));
    assertEquals(JobState.RUNNING, lab.job(id).state());
    assertEquals(List.of(), lab.plans);
    lab.room = new Room(4, "");
    Job job = lab.until(id, JobState.COMPLETED);
    assertEquals("", job.waiting());
    assertEquals(0, job.problemsInAll());
  }

  /** A node that only answers clients keeps its jobs, and says why nothing runs. */
  @Test
  void aGatewayWithoutWorkersControlsJobs() {
    settings(Map.of(BLOCK, "4", "switchgear.cluster.roles", "gateway"));
    String id = lab.start(lab.request("10.0.0.0/28"));
    Await.until("the reason", () -> lab.job(id).waiting().contains("role worker"));
    assertInstanceOf(JobAnswer.Done.class, Await.result("the pause", lab.jobs().pause(id, ANNA)));
    lab.until(id, JobState.PAUSED);
    assertInstanceOf(JobAnswer.Done.class, Await.result("the resume", lab.jobs().resume(id, ANNA)));
    settings(Map.of(BLOCK, "4"));
    lab.answering = plan -> Optional.of(success(plan));
    assertEquals("", lab.until(id, JobState.COMPLETED).waiting());
    assertEquals(16, lab.hosts(id).size());
  }

  @Test
  void identicalJobsOfAPrincipalAreOne() {
    String id = lab.start(lab.request("10.0.0.0/28"));
    JobAnswer again = Await.result("the start", lab.jobs().start(lab.request("10.0.0.0/28"), ANNA));
    assertEquals(id, assertInstanceOf(JobAnswer.Joined.class, again).job().id());
    lab.permitted = Optional.of(caller("bert"));
    assertInstanceOf(
        JobAnswer.Started.class,
        Await.result("the start", lab.jobs().start(lab.request("10.0.0.0/28"), caller("bert"))));
    assertInstanceOf(
        JobAnswer.Started.class,
        Await.result("the start", lab.jobs().start(lab.request("10.0.0.0/27"), ANNA)));
  }

  @Test
  void aJobBelongsToItsPrincipal() {
    String id = lab.start(lab.request("10.0.0.0/28"));
    Caller other = caller("bert");
    Caller reader = new Caller("rita", EnumSet.of(Permission.OPS_READ));
    assertEquals(Optional.empty(), Await.result("find", lab.jobs().find(id, other)));
    assertEquals(
        Optional.empty(),
        Await.result("hosts", lab.jobs().hosts(id, io.switchgear.scan.job.HostQuery.ALL, other)));
    assertInstanceOf(JobAnswer.Unknown.class, Await.result("cancel", lab.jobs().cancel(id, other)));
    assertTrue(Await.result("find", lab.jobs().find(id, reader)).isPresent());
    assertInstanceOf(
        JobAnswer.Unknown.class, Await.result("cancel", lab.jobs().cancel(id, reader)));
    assertInstanceOf(
        JobAnswer.Done.class, Await.result("cancel", lab.jobs().cancel(id, operator())));
    lab.until(id, JobState.CANCELLED);
  }

  @Test
  void theQueueIsBoundedAndGoesByPriorityThenAge() {
    settings(
        Map.of(
            BLOCK,
            "4",
            "switchgear.jobs.max-open",
            "4",
            "switchgear.jobs.max-open-per-principal",
            "3",
            "switchgear.jobs.max-running",
            "1"));
    lab.permitted = Optional.of(ANNA);
    String first = lab.start(lab.request("10.0.0.0/30"));
    Run run = lab.next();
    String second = lab.start(lab.request("10.0.1.0/30"));
    String third = lab.start(prioritised(lab.request("10.0.2.0/30"), 9));
    assertEquals(OptionalInt.of(2), lab.job(second).place());
    assertEquals(OptionalInt.of(1), lab.job(third).place());
    assertInstanceOf(
        JobAnswer.Full.class,
        Await.result("the start", lab.jobs().start(lab.request("10.0.3.0/30"), ANNA)));
    assertInstanceOf(
        JobAnswer.Started.class,
        Await.result("the start", lab.jobs().start(lab.request("10.0.3.0/30"), caller("bert"))));
    assertInstanceOf(
        JobAnswer.Full.class,
        Await.result("the start", lab.jobs().start(lab.request("10.0.4.0/30"), caller("cora"))));
    run.succeed();
    lab.until(first, JobState.COMPLETED);
    assertEquals("10.0.2.0", lab.next().addresses().getFirst());
    assertEquals(JobState.QUEUED, lab.job(second).state());
  }

  private static JobRequest prioritised(JobRequest plain, int priority) {
    return new JobRequest(
        plain.tool(),
        plain.arguments(),
        "",
        List.of(),
        priority,
        Optional.empty(),
        OptionalInt.empty(),
        false,
        "");
  }

  /** Limits are divided among the blocks that run at once, so their sum never exceeds them. */
  @Test
  void packetLimitsHoldInSum() {
    settings(
        Map.of(
            BLOCK,
            "4",
            "switchgear.jobs.rate.per-node",
            "100",
            "switchgear.jobs.rate.per-prefix",
            "50"));
    lab.room = new Room(10, "");
    String one = lab.start(lab.request("10.0.0.0/26"));
    String other = lab.start(lab.request("10.0.0.64/26"));
    Await.until("the runs that have packets", () -> lab.runs.size() == 3);
    int sum = lab.runs.stream().mapToInt(run -> run.plan().arguments().path("rate").asInt()).sum();
    assertTrue(sum > 0 && sum <= 50, "" + sum);
    lab.answering = plan -> Optional.of(success(plan));
    lab.runs.forEach(Run::succeed);
    lab.until(one, JobState.COMPLETED);
    lab.until(other, JobState.COMPLETED);
  }

  /** Its block runs again, and its late result is dropped. */
  @Test
  void aSilentWorkerLosesItsBlockOnce() {
    settings(Map.of(BLOCK, "4", "switchgear.jobs.block-timeout", "5s"));
    lab.room = new Room(1, "");
    String id = lab.start(lab.request("10.0.0.0/30"));
    Run late = lab.next();
    // As long as another job waits, the worker asks for room, where the test can hold it.
    String other = lab.start(lab.request("10.0.1.0/30"));
    lab.until(other, JobState.RUNNING);
    CountDownLatch silence = new CountDownLatch(1);
    lab.beforePull = () -> Await.stubbornly(silence);
    Await.until("the block is taken back", () -> lab.job(id).running().isEmpty());
    late.answer(
        new ToolOutcome.Success(output(List.of(late.addresses().getFirst()), Scan.COMPLETE)));
    lab.beforePull = () -> {};
    silence.countDown();
    lab.next().succeed();
    lab.next().succeed();
    lab.until(other, JobState.COMPLETED);
    Job job = lab.until(id, JobState.COMPLETED);
    assertEquals(4, lab.hosts(id).size());
    assertEquals(3, lab.plans.size());
    assertEquals(0, job.problemsInAll());
  }

  /** Each message to the workers that asks for the room of a tool meets a bug once. */
  @Test
  void aJobEndsAfterBugsOfTheWorkers() {
    AtomicInteger bugs = new AtomicInteger();
    lab.beforePull =
        () -> {
          if (bugs.getAndIncrement() % 2 == 0) {
            throw new IllegalStateException("a bug");
          }
        };
    lab.answering = plan -> Optional.of(success(plan));
    String id = lab.start(lab.request("10.0.0.0/30"));
    lab.until(id, JobState.COMPLETED);
    assertEquals(4, lab.hosts(id).size());
    assertTrue(bugs.get() > 0);
  }

  @Test
  void aPrincipalWithoutThePermissionScansNothing() {
    lab.permitted = Optional.empty();
    String id = lab.start(lab.request("10.0.0.0/31"));
    Job job = lab.until(id, JobState.FAILED);
    assertEquals(List.of(), lab.plans);
    assertTrue(job.problems().getFirst().message().contains("may no longer run tools"));
  }

  @Test
  void aNewEngineGoesOnWithTheJobsOfTheLast() {
    String id = lab.start(lab.request("10.0.0.0/27"));
    lab.next().succeed();
    lab.next().succeed();
    Await.until("two blocks", () -> lab.job(id).progress().blocksDone() == 2);
    settings(Map.of(BLOCK, "4"));
    AtomicInteger hosts = new AtomicInteger();
    lab.answering =
        plan -> {
          hosts.addAndGet(addresses(plan).size());
          return Optional.of(success(plan));
        };
    lab.until(id, JobState.COMPLETED);
    assertEquals(32, lab.hosts(id).size());
    assertEquals(24, hosts.get());
  }

  /** Orders and the plan of a job race with each other; the last order that was stored holds. */
  @Test
  void ordersRightAfterTheStartHold() {
    lab.room = new Room(1, "");
    for (int round = 0; round < 20; round++) {
      String id = lab.start(lab.request("10.0." + round + ".0/28"));
      JobAnswer answer =
          Await.result(
              "the order",
              round % 2 == 0 ? lab.jobs().cancel(id, ANNA) : lab.jobs().pause(id, ANNA));
      assertInstanceOf(JobAnswer.Done.class, answer);
      lab.until(id, round % 2 == 0 ? JobState.CANCELLED : JobState.PAUSED);
      if (round % 2 == 1) {
        Await.result("the resume", lab.jobs().resume(id, ANNA));
        Await.result("the pause", lab.jobs().pause(id, ANNA));
        Await.result("the resume", lab.jobs().resume(id, ANNA));
        Await.result("the cancel", lab.jobs().cancel(id, ANNA));
        lab.until(id, JobState.CANCELLED);
      }
      lab.runs.clear();
    }
    lab.answering = plan -> Optional.of(success(plan));
    lab.until(lab.start(lab.request("10.1.0.0/28")), JobState.COMPLETED);
  }

  /** A change of a job that is not active is stored and answered, and holds when it goes on. */
  @Test
  void aPausedJobCanBeChanged() {
    lab.room = new Room(1, "");
    String id = lab.start(lab.request("10.0.0.0/28"));
    lab.next();
    Await.result("the pause", lab.jobs().pause(id, ANNA));
    lab.until(id, JobState.PAUSED);
    change(id, List.of("10.0.0.8/29"));
    assertEquals(List.of("10.0.0.8/29"), lab.job(id).exclude());
    lab.answering = plan -> Optional.of(success(plan));
    Await.result("the resume", lab.jobs().resume(id, ANNA));
    lab.until(id, JobState.COMPLETED);
    assertEquals(8, lab.hosts(id).size());
  }

  /** A part of the targets that became forbidden costs its hosts only. */
  @Test
  void aRefusedSubnetCostsItsHostsOnly() {
    lab.answering =
        plan ->
            Optional.of(
                addresses(plan).stream().anyMatch(address -> address.startsWith("10.0.1."))
                    ? new ToolOutcome.OutOfScope("10.0.1.0/24", "deny", "it is denied")
                    : success(plan));
    String id = lab.start(lab.request("10.0.0.0/22"));
    Job job = lab.until(id, JobState.PARTIAL);
    assertEquals(768, lab.hosts(id).size());
    assertEquals(256, job.problemsInAll());
  }

  /** Results that the database refuses become a problem; the job goes on. */
  @Test
  void aHostWithVeryManyPortsIsStored() {
    lab.answering =
        plan ->
            Optional.of(
                new ToolOutcome.Success(
                    ToolOutput.text("")
                        .withHosts(
                            new io.switchgear.tool.hosts.HostFindings(
                                addresses(plan).stream().map(JobEngineTest::spoofing).toList(),
                                List.of(),
                                true,
                                Optional.empty(),
                                Optional.empty()))));
    String id = lab.start(lab.request("10.0.0.1"));
    Job job = lab.until(id, JobState.COMPLETED);
    assertEquals(65_535, job.progress().openPorts());
    assertEquals(65_535, lab.hosts(id).get("10.0.0.1").openPorts());
  }

  /** A host that answers on every port. */
  private static Host spoofing(String address) {
    Host host = EngineLab.host(address, Scan.COMPLETE);
    io.switchgear.tool.hosts.HostFindings.Port port = host.ports().getFirst();
    return new Host(
        address,
        host.names(),
        host.state(),
        host.reason(),
        host.scan(),
        java.util.stream.IntStream.rangeClosed(1, 65_535)
            .mapToObj(
                number ->
                    new io.switchgear.tool.hosts.HostFindings.Port(
                        number,
                        port.protocol(),
                        port.state(),
                        port.reason(),
                        port.service(),
                        "",
                        "a banner of some length that a honeypot sends",
                        List.of()))
            .toList(),
        host.others(),
        host.traits());
  }

  @Test
  void decisionsAreAudited() {
    lab.answering = plan -> Optional.of(success(plan));
    Await.result("the start", lab.jobs().start(lab.request("192.0.2.1"), ANNA));
    String id = lab.start(lab.request("10.0.0.0/29").excluding(List.of("10.0.0.3")));
    lab.until(id, JobState.COMPLETED);
    Await.result("the pause", lab.jobs().pause(id, ANNA));
    Await.result("the export", lab.jobs().exporting(id, "csv", "http", ANNA));
    Await.result("the export", lab.jobs().exporting(id, "csv", "http", caller("bert")));
    Await.result("the deletion", lab.jobs().delete(id, ANNA));
    assertEquals(
        List.of("job.start", "job.start", "job.pause", "job.export", "job.delete"),
        lab.audited.stream().map(JobAudit.Record::what).toList());
    assertTrue(lab.audited.get(0).refusedBy().startsWith("out_of_scope: "));
    assertEquals(id, lab.audited.get(1).job());
    assertEquals("10.0.0.3", lab.audited.get(1).details().get("exclude"));
    assertEquals("10.0.0.0", lab.audited.get(1).targets().getFirst());
    assertEquals("state: completed", lab.audited.get(2).refusedBy());
    assertEquals(
        new JobAudit.Record(
            ANNA.name(),
            "job.export",
            id,
            List.of(),
            "",
            Map.of("format", "csv", "surface", "http")),
        lab.audited.get(3));
  }

  /** Sixteen million addresses are planned in bounded memory, and refused above the limit. */
  @Test
  void aHugeJobIsCutLazily() {
    JobAnswer refused =
        Await.result("the start", lab.jobs().start(lab.request("10.0.0.0/8"), ANNA));
    ToolOutcome outcome = assertInstanceOf(JobAnswer.Refused.class, refused).outcome();
    assertTrue(
        assertInstanceOf(ToolOutcome.InvalidInput.class, outcome).message().contains("1,048,576"));
    settings(Map.of("switchgear.jobs.max-hosts", "20000000"));
    Instant before = Instant.now();
    String id = lab.start(lab.request("10.0.0.0/8"));
    assertEquals(64, lab.next().addresses().size());
    assertEquals(1 << 24, lab.job(id).progress().hostsTotal());
    assertTrue(lab.job(id).createdAt().isAfter(before.minusSeconds(1)));
    Await.result("the cancel", lab.jobs().cancel(id, ANNA));
    lab.until(id, JobState.CANCELLED);
  }
}
