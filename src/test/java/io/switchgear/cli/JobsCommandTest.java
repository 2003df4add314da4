package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.front.http.api.HostEndpoints;
import io.switchgear.front.http.api.JobEndpoints;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobProgress;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.testing.Await;
import io.switchgear.testing.JobsServer;
import io.switchgear.testing.JobsServer.Who;
import io.switchgear.testing.MemoryJobs;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands about jobs with the real front, on jobs that a test moves. */
@Tag("network")
class JobsCommandTest {

  private static final JobProgress HALF = new JobProgress(14, 7, 2, 3, 2, 1, 0, 3.5);

  private final MemoryJobs jobs = new MemoryJobs();
  private final Terminal terminal = new Terminal();
  private JobsServer server;

  @BeforeEach
  void start() {
    List<Endpoint> endpoints = new ArrayList<>(JobEndpoints.of(jobs));
    endpoints.addAll(HostEndpoints.of(jobs));
    server = new JobsServer(endpoints);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int run(String line) {
    return terminal.run(
        Stream.concat(
                Stream.of(line.split(" ")),
                Stream.of("--url", server.url().toString(), "--token", Who.ANN.token()))
            .toArray(String[]::new));
  }

  private String shown(String line) {
    terminal.out.getBuffer().setLength(0);
    assertEquals(0, run(line), terminal.err::toString);
    return terminal.out.toString();
  }

  private String job(String name) {
    return jobs.add("ann", JobRequest.of("nmap", Terminal.json("{}")).named(name)).id();
  }

  private static Host host(String address) {
    return new Host(
        address,
        List.of(),
        "up",
        "syn-ack",
        Scan.COMPLETE,
        List.of(new Port(22, "tcp", "open", "syn-ack", Service.usual("ssh"), "", "", List.of())),
        List.of(),
        Traits.NONE);
  }

  @Test
  void jobsAreListedAndShown() throws Exception {
    assertEquals("There are no such jobs.\n", shown("jobs"));
    String id = job("weekly");
    job("");
    jobs.move(id, MemoryJobs.to(JobState.RUNNING));
    jobs.move(id, MemoryJobs.at(HALF));
    List<String> lines = shown("jobs list").lines().toList();
    assertEquals(3, lines.size(), lines::toString);
    assertTrue(
        lines.getLast().matches("0{12} +weekly +nmap +running +7/14 +2 +3 +3.5 +2 s +2026.*"),
        lines.getLast());
    assertEquals(lines.size(), shown("jobs").lines().count());
    assertEquals(2, shown("jobs list --name weekly").lines().count());
    assertEquals(
        "There are no such jobs.\n", shown("jobs list --state completed,failed --tool nmap"));
    JsonNode listed = McpClient.JSON.readTree(shown("jobs list -o json"));
    assertEquals(2, listed.path("jobs").size());
    assertTrue(shown("jobs list -o csv").startsWith("id,name,tool,state,principal,"));

    String one = shown("jobs show weekly");
    assertTrue(one.startsWith("Job        weekly (" + id + ")\nState      running\n"), one);
    assertTrue(one.contains("7 of 14 hosts, 2 up, 3 open ports, 3.5 hosts/s, ETA 2 s"), one);
    assertTrue(one.contains("block 0 on node-1: 127.0.0.1-127.0.0.14, 50 %"), one);
    assertEquals(one, shown("jobs show " + id));
    assertEquals(
        "running",
        McpClient.JSON.readTree(shown("jobs show weekly -o json")).path("state").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "jobs show nosuch, 2, no job whose name or id begins like 'nosuch'",
    "jobs show 0000, 2, 2 jobs have an id that begins with 0000",
    "jobs show ffffffffffffffffffffffffffffffff, 2, there is no job",
    "jobs strat, 2, did you mean start?",
    "jobs list --state done, 2, 'queued, planning, running'",
    "jobs list --limit 0, 2, 1 to 1000",
    "jobs change one, 2, nothing to change",
    "jobs change one --priority 10, 2, 0 to 9",
    "jobs delete one, 3, cancel it first",
    "jobs hosts one --limit 0, 2, --limit",
    "jobs hosts one --since monday, 2, 24h",
    "jobs watch one -o csv, 2, -o json",
    "jobs start, 2, no targets",
    "jobs start 127.0.0.1 -oX x.xml, 2, need --watch",
    "hosts --state open, 2, 'up, down, unknown'",
  })
  void anInvalidCommandSaysWhatIsAllowed(String line, int code, String words) {
    job("one");
    job("two");
    assertEquals(code, run(line), terminal.err::toString);
    assertTrue(terminal.err.toString().contains(words), terminal.err::toString);
  }

  @Test
  void aJobIsControlled() {
    String id = job("weekly");
    assertEquals("Job weekly (%s) is pausing.\n".formatted(id), shown("jobs pause weekly"));
    assertEquals(
        "Job weekly (%s) is queued, place 1.\n".formatted(id), shown("jobs resume weekly"));
    shown("jobs change weekly --exclude 127.0.0.1,127.0.0.2 --rate 100 --priority 9");
    assertEquals(
        List.of("127.0.0.1", "127.0.0.2"), jobs.changes().getLast().exclude().orElseThrow());
    assertEquals(100, jobs.changes().getLast().rate().orElseThrow());
    shown("jobs change weekly --exclude none");
    assertEquals(List.of(), jobs.changes().getLast().exclude().orElseThrow());
    assertEquals("Job weekly (%s) is cancelling.\n".formatted(id), shown("jobs cancel weekly"));
    jobs.move(id, MemoryJobs.to(JobState.CANCELLED));
    assertEquals("Job weekly (%s) is deleted.\n".formatted(id), shown("jobs delete weekly"));
    assertEquals(2, run("jobs show weekly"));
  }

  @Test
  void hostsAndProblemsAreShown() throws Exception {
    String id = job("weekly");
    assertTrue(shown("jobs hosts weekly").contains("There are no such hosts."));
    for (int i = 1; i <= 3; i++) {
      jobs.found(id, host("127.0.0." + i));
    }
    String hosts = shown("jobs hosts weekly --open --limit 2");
    assertTrue(hosts.contains("127.0.0.2  22/tcp  open   ssh"), hosts);
    assertFalse(hosts.contains("127.0.0.3"), hosts);
    assertTrue(hosts.contains("There are more hosts"), hosts);
    assertEquals(
        3, McpClient.JSON.readTree(shown("jobs hosts weekly -o json")).path("hosts").size());
    assertTrue(shown("jobs hosts weekly -o csv").contains("127.0.0.3,,up,22,tcp,open"));
    String inventory = shown("hosts --port 22 --since 2026-11-01");
    assertTrue(
        inventory.contains("127.0.0.1  up     2026-11-23T08:00:00Z  1     22/tcp ssh"), inventory);
    assertTrue(shown("hosts -o csv").startsWith("address,names,state,open_ports,jobs,"));

    assertEquals("The job has no problems.\n", shown("jobs problems weekly"));
    jobs.trouble(id, new JobProblem("timed_out", 1, "127.0.0.9", "took too long", Instant.EPOCH));
    assertTrue(
        shown("jobs problems weekly").contains("timed_out  1      127.0.0.9  took too long"));
    assertTrue(
        shown("jobs show weekly").contains("Problem    timed out at 127.0.0.9: took too long\n"));
  }

  @ParameterizedTest
  @CsvSource({"COMPLETED, 0", "PARTIAL, 5", "FAILED, 1", "CANCELLED, 1"})
  void theEndOfTheJobDecidesTheExitCode(JobState end, int code) {
    String id = job("weekly");
    jobs.move(id, MemoryJobs.to(end));
    assertEquals(code, run("jobs watch weekly"));
    String last = terminal.out.toString().lines().toList().getLast();
    assertTrue(last.startsWith("Job weekly (" + id + ") is " + end.wire() + ": "), last);
  }

  @Test
  void eachChangeIsALineUntilTheEnd() {
    String id = job("weekly");
    CompletableFuture<Integer> watch = watching("jobs watch weekly");
    awaitShown("queued, place 1; 0 of 0 hosts");
    jobs.move(id, MemoryJobs.to(JobState.RUNNING));
    jobs.move(id, MemoryJobs.at(HALF));
    awaitShown("running; 7 of 14 hosts, 2 up, 3 open ports, 3.5 hosts/s, ETA 2 s");
    jobs.move(id, MemoryJobs.waiting("the breaker of nmap is open"));
    awaitShown("running: the breaker of nmap is open; 7 of 14");
    jobs.move(id, MemoryJobs.to(JobState.COMPLETED));
    assertEquals(0, Await.result("the end of the watch", watch));
    assertEquals(5, terminal.out.toString().lines().count(), terminal.out::toString);
  }

  @Test
  void anOutageIsWaitedForAndToldOnce() {
    String id = job("weekly");
    CompletableFuture<Integer> watch = watching("jobs watch weekly -o json");
    awaitShown("\"state\":\"queued\"");
    jobs.fail(Optional.of(new IllegalStateException("the disk is full")));
    Await.until("the outage", terminal.err::toString, () -> said("the server does not answer"));
    jobs.fail(Optional.empty());
    Await.until("the recovery", terminal.err::toString, () -> said("the server answers again"));
    jobs.move(id, MemoryJobs.to(JobState.COMPLETED));
    assertEquals(0, Await.result("the end of the watch", watch));
    assertEquals(2, terminal.err.toString().lines().count(), terminal.err::toString);
    assertEquals(2, terminal.out.toString().lines().count(), terminal.out::toString);
  }

  private boolean said(String words) {
    return terminal.err.toString().contains(words);
  }

  @Test
  void aJobThatIsDeletedEndsTheWatch() {
    String id = job("weekly");
    CompletableFuture<Integer> watch = watching("jobs watch weekly");
    awaitShown("queued");
    jobs.move(id, MemoryJobs.to(JobState.CANCELLING));
    jobs.forget(id);
    assertEquals(2, Await.result("the end of the watch", watch));
    assertTrue(said("there is no job"), terminal.err::toString);
  }

  @Test
  void anInterruptEndsTheWatchAndNotTheJob() {
    String id = job("weekly");
    terminal.interrupted = true;
    assertEquals(130, run("jobs watch weekly"));
    assertTrue(said("'switchgear jobs cancel " + id + "' cancels it"), terminal.err::toString);
    assertTrue(shown("jobs show weekly").contains("queued"));
  }

  @Test
  void aTerminalShowsABarAndTheBlocks() {
    String id = job("weekly");
    jobs.move(id, MemoryJobs.to(JobState.RUNNING));
    jobs.move(id, MemoryJobs.at(HALF));
    terminal.columns = 120;
    CompletableFuture<Integer> watch = watching("jobs watch weekly");
    Await.until(
        "the bar",
        terminal.err::toString,
        () -> said("[############............]  50% 0:0") && said("\n  block 0 on node-1"));
    jobs.move(id, MemoryJobs.to(JobState.COMPLETED));
    assertEquals(0, Await.result("the end of the watch", watch));
    assertTrue(terminal.err.toString().endsWith("\r\u001b[J"), "the bar is removed");
    assertTrue(terminal.out.toString().contains("is completed"), terminal.out::toString);
  }

  private CompletableFuture<Integer> watching(String line) {
    return CompletableFuture.supplyAsync(() -> run(line), Thread::startVirtualThread);
  }

  private void awaitShown(String words) {
    Await.until(words, terminal.out::toString, () -> terminal.out.toString().contains(words));
  }
}
