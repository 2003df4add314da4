package io.switchgear.tools.nmap;

import static io.switchgear.tools.nmap.FakeNmap.HEAD;
import static io.switchgear.tools.nmap.FakeNmap.TAIL;
import static io.switchgear.tools.nmap.FakeNmap.host;
import static io.switchgear.tools.nmap.FakeNmap.print;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.NmapSettings;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopePolicy;
import io.switchgear.testing.Await;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Reach;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.Verdict;
import io.switchgear.tools.process.ProcessLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outcomes of runs of a misbehaving program. */
@Tag("network")
@Tag("process")
class NmapRunTest {

  private static final ProcessLauncher LAUNCHER = new ProcessLauncher();
  private static final String HANG = "exec sleep 600";

  @TempDir Path folder;

  private FakeNmap fake;

  @AfterAll
  static void endEverything() {
    LAUNCHER.close();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    assertEquals(0, FakeNmap.processesNaming(folder.toString()));
  }

  @Test
  void aWholeAnswerIsASuccess() throws Exception {
    fake(print(HEAD + host("127.0.0.2") + host("127.0.0.1") + TAIL) + "echo careful >&2");
    Success success = ended(Success.class);
    JsonNode report = success.output().structured().orElseThrow();
    assertEquals("nmap 7.99", report.path("scanner").asText());
    assertEquals("127.0.0.1", report.at("/hosts/0/address").asText(), "in order");
    assertEquals(2, report.at("/statistics/hosts_up").asInt());
    assertEquals(2, report.at("/statistics/hosts_down").asInt());
    assertEquals(0.5, report.at("/statistics/elapsed_seconds").asDouble());
    assertTrue(report.path("notes").toString().contains("careful"));
    assertTrue(report.at("/argv/0").asText().startsWith(folder.toString()));
  }

  @Test
  void allHostsDownIsASuccess() throws Exception {
    fake(print(HEAD + TAIL));
    JsonNode report = ended(Success.class).output().structured().orElseThrow();
    assertEquals(4, report.at("/statistics/hosts_down").asInt());
    assertTrue(report.path("hosts").isEmpty());
  }

  @Test
  void partialOutputSurvivesTheDeadline() throws Exception {
    fake(print(HEAD + host("127.0.0.1")) + HANG);
    HostSeen seen = new HostSeen();
    ToolRun run = start(seen);
    seen.await();
    run.stop(StopReason.DEADLINE);
    TimedOut outcome = assertInstanceOf(TimedOut.class, await(run));
    assertPartial(outcome.partial());
    assertTrue(outcome.message().contains("1 of 4 hosts"), outcome.message());
  }

  @Test
  void aProgramThatIgnoresTheSignalIsKilledWithItsChildren() throws Exception {
    String child = folder.resolve("child").toString();
    Files.copy(Path.of("/bin/sleep"), Path.of(child));
    fake(
        "trap '' TERM\n"
            + child
            + " 600 &\n"
            + print(HEAD + host("127.0.0.1"))
            + "while :; do "
            + child
            + " 600; done");
    HostSeen seen = new HostSeen();
    ToolRun run = start(seen);
    seen.await();
    run.stop(StopReason.CANCELLED);
    assertPartial(assertInstanceOf(Cancelled.class, await(run)).partial());
  }

  @Test
  void theFirstReasonToStopStands() throws Exception {
    fake(print(HEAD) + HANG);
    ToolRun run = start(Progress.NONE);
    run.stop(StopReason.DEADLINE);
    run.stop(StopReason.CANCELLED);
    TimedOut outcome = assertInstanceOf(TimedOut.class, await(run));
    assertTrue(outcome.partial().isEmpty());
  }

  @Test
  void outputPastTheLimitEndsTheRunAndKeepsWhatWasRead() throws Exception {
    fake(
        print(HEAD + host("127.0.0.1"))
            + "while :; do echo '<taskprogress task=\"Flood Scan\" percent=\"1\"/>'; done");
    Failed failed = ended(Failed.class);
    assertEquals(Fault.RESOURCE_EXHAUSTED, failed.fault());
    assertPartial(failed.partial());
  }

  @Test
  void anErrorStatusIsACrashWithItsLastWords() throws Exception {
    fake(
        print(HEAD + host("127.0.0.1"))
            + "printf 'first\\n\\033[31mno more sockets\\007\\nQUITTING!\\n' >&2\nexit 1");
    Failed failed = ended(Failed.class);
    assertEquals(Fault.CRASHED, failed.fault());
    assertTrue(failed.message().contains("no more sockets"), failed.message());
    assertTrue(failed.message().contains("status 1"), failed.message());
    assertFalse(failed.message().chars().anyMatch(c -> c < ' '), failed.message());
    assertPartial(failed.partial());
  }

  @Test
  void aSignalIsACrash() throws Exception {
    fake(print(HEAD + host("127.0.0.1")) + "sh -c 'kill -SEGV $$'; exit $?");
    Failed failed = ended(Failed.class);
    assertEquals(Fault.CRASHED, failed.fault());
    assertTrue(failed.message().contains("signal 11"), failed.message());
    assertPartial(failed.partial());
    assertEquals(Verdict.FAILURE, Verdict.of(failed));
  }

  @Test
  void damagedXmlIsUnreadableOutput() throws Exception {
    fake(print(HEAD + host("127.0.0.1") + "<host><oops</host>" + TAIL));
    Failed failed = ended(Failed.class);
    assertEquals(Fault.OUTPUT_UNREADABLE, failed.fault());
    assertPartial(failed.partial());
  }

  @Test
  void xmlThatBreaksOffIsUnreadableOutput() throws Exception {
    fake(print(HEAD + host("127.0.0.1")));
    Failed failed = ended(Failed.class);
    assertEquals(Fault.OUTPUT_UNREADABLE, failed.fault());
    assertPartial(failed.partial());
  }

  @Test
  void aProgramWhoseOutputIsDamagedIsNotWaitedFor() throws Exception {
    fake(print(HEAD + host("127.0.0.1") + "<host><oops</host>") + HANG);
    assertEquals(Fault.OUTPUT_UNREADABLE, ended(Failed.class).fault());
  }

  @Test
  void silenceIsUnreadableOutput() throws Exception {
    fake("exit 0");
    Failed failed = ended(Failed.class);
    assertEquals(Fault.OUTPUT_UNREADABLE, failed.fault());
    assertTrue(failed.partial().isEmpty());
  }

  @Test
  void nmapsOwnVerdictOfErrorIsAFailure() throws Exception {
    fake(
        print(
            HEAD
                + "<runstats><finished exit=\"error\" errormsg=\"no more sockets\"/></runstats>"
                + "</nmaprun>"));
    Failed failed = ended(Failed.class);
    assertEquals(Fault.EXECUTION_FAILED, failed.fault());
    assertTrue(failed.message().contains("no more sockets"), failed.message());
  }

  @Test
  void targetsWithoutARouteDoNotSpeakAgainstTheTool() throws Exception {
    StringBuilder skipped = new StringBuilder();
    for (int last = 1; last <= 4; last++) {
      skipped.append("<target specification=\"127.0.0." + last + "\" status=\"skipped\"/>");
    }
    fake(print(HEAD + skipped + TAIL));
    Failed failed = ended(Failed.class);
    assertEquals(Fault.LOCAL_NETWORK, failed.fault());
    assertEquals(Verdict.IGNORED, Verdict.of(failed));
    assertEquals(Reach.NONE, failed.partial().reach());
  }

  @Test
  void oneTargetWithoutARouteMakesTheAnswerPartial() throws Exception {
    fake(print(HEAD + "<target specification=\"127.0.0.1\" status=\"skipped\"/>" + TAIL));
    ToolOutput output = ended(Success.class).output();
    assertFalse(output.complete());
    JsonNode report = output.structured().orElseThrow();
    assertEquals("partial", report.path("status").asText());
    assertEquals("127.0.0.1", report.at("/unscanned/ranges").asText());
    assertEquals("no-route", report.at("/unscanned/reason").asText());
    assertEquals("127.0.0.2-127.0.0.4", report.at("/silent/ranges").asText());
    assertEquals(Reach.NONE, output.reach());
  }

  @Test
  void aSilentProgramIsSaidToBeAlive() throws Exception {
    fake(HANG);
    CountDownLatch reports = new CountDownLatch(3);
    ToolRun run = start((done, total, message) -> reports.countDown());
    Await.reached("the reports", reports);
    run.stop(StopReason.SHUTDOWN);
    assertInstanceOf(Cancelled.class, await(run));
  }

  @Test
  void aMissingProgramIsNotInstalledAndSaysHowToInstallIt() throws Exception {
    NmapTool tool = tool(folder.resolve("absent").toString());
    Failed failed = assertInstanceOf(Failed.class, await(start(tool, Progress.NONE)));
    assertEquals(Fault.NOT_INSTALLED, failed.fault());
    assertTrue(failed.message().contains("apt-get install nmap"), failed.message());
    Availability.Unavailable unavailable =
        assertInstanceOf(Availability.Unavailable.class, tool.availability());
    assertTrue(unavailable.remedy().contains("apt-get install nmap"));
  }

  @Test
  void anOldProgramIsNotInstalled() throws Exception {
    fake = FakeNmap.writing(folder, "echo 'Nmap version 7.70 ( https://nmap.org )'", "exit 0");
    Failed failed = ended(Failed.class);
    assertEquals(Fault.NOT_INSTALLED, failed.fault());
    assertTrue(failed.message().contains("7.80"), failed.message());
  }

  @Test
  void aProgramThatIsNotNmapIsSaidToBeBroken() throws Exception {
    fake = FakeNmap.writing(folder, "echo 'hello'", "exit 0");
    Failed failed = ended(Failed.class);
    assertEquals(Fault.CRASHED, failed.fault());
    assertTrue(failed.message().contains("--version"), failed.message());
  }

  @Test
  void aProgramThatCannotBeStartedIsSaidToBeSo() throws Exception {
    fake = FakeNmap.doing(folder, "");
    Files.writeString(Path.of(fake.path()), "#!/no/such/interpreter\n");
    Failed failed = ended(Failed.class);
    assertTrue(
        failed.fault() == Fault.SPAWN_FAILED || failed.fault() == Fault.CRASHED, failed::toString);
  }

  @Test
  void aRunCanBeStoppedWhileTheVersionIsAskedFor() throws Exception {
    fake = FakeNmap.writing(folder, "touch " + folder.resolve("asked") + "\n" + HANG, "exit 0");
    CountDownLatch begun = new CountDownLatch(1);
    ToolRun run = start((done, total, message) -> begun.countDown());
    Await.reached("the begun", begun);
    run.stop(StopReason.CANCELLED);
    assertInstanceOf(Cancelled.class, await(run));
  }

  @Test
  void aReplacedProgramIsTakenAtOnce() throws Exception {
    fake(print(HEAD + TAIL));
    NmapTool tool = tool(fake.path());
    assertEquals(
        "nmap 7.99", assertInstanceOf(Availability.Available.class, tool.availability()).version());
    FakeNmap.writing(folder, "echo 'Nmap version 7.9999SVN ( )'", print(HEAD + TAIL));
    assertEquals(
        "nmap 7.9999SVN",
        assertInstanceOf(Availability.Available.class, tool.availability()).version());
    Files.delete(Path.of(fake.path()));
    assertInstanceOf(Availability.Unavailable.class, tool.availability());
  }

  @Test
  void theVersionIsAskedForOncePerFile() throws Exception {
    Path asked = folder.resolve("asked");
    fake =
        FakeNmap.writing(
            folder, "echo x >> " + asked + "; echo 'Nmap version 7.99'", print(HEAD + TAIL));
    NmapTool tool = tool(fake.path());
    tool.availability();
    tool.availability();
    assertInstanceOf(Success.class, await(start(tool, Progress.NONE)));
    assertEquals(1, Files.readAllLines(asked).size());
  }

  @Test
  void theExactVectorReachesTheProgram() throws Exception {
    Path seen = folder.resolve("seen");
    fake("for a; do printf '%s\\n' \"$a\"; done > " + seen + "\n" + print(HEAD + TAIL));
    JsonNode argv = ended(Success.class).output().structured().orElseThrow().path("argv");
    assertEquals(argv.size() - 1, Files.readAllLines(seen).size());
    for (int i = 1; i < argv.size(); i++) {
      assertEquals(argv.get(i).asText(), Files.readAllLines(seen).get(i - 1));
    }
  }

  private void fake(String shell) {
    fake = FakeNmap.doing(folder, shell);
  }

  private NmapTool tool(String command) {
    NmapSettings settings = new NmapSettings(command, 16, 65_535, 64 << 10, Duration.ofMillis(300));
    return new NmapTool(LAUNCHER, new ScanScope(ScopePolicy.DEFAULT), settings, 40_000);
  }

  private <T extends ToolOutcome> T ended(Class<T> type) throws Exception {
    ToolOutcome outcome = await(start(Progress.NONE));
    return assertInstanceOf(type, outcome, outcome::toString);
  }

  private ToolRun start(Progress progress) throws Exception {
    return start(tool(fake.path()), progress);
  }

  private static ToolRun start(NmapTool tool, Progress progress) throws Exception {
    ObjectNode arguments =
        (ObjectNode)
            new ObjectMapper()
                .readTree(
                    "{\"targets\":[\"127.0.0.1-4\"],\"ports\":\"22\",\"include\":[\"argv\"]}");
    Planning plan =
        Await.result("the plan", tool.plan(new ToolCall("1", "nmap", arguments, Caller.LOCAL)));
    return tool.run(
        assertInstanceOf(Planning.Planned.class, plan).plan(),
        Deadline.in(Duration.ofMinutes(1)),
        progress);
  }

  private static ToolOutcome await(ToolRun run) throws Exception {
    return Await.result("the outcome", run.outcome());
  }

  private static void assertPartial(ToolOutput partial) {
    JsonNode report = partial.structured().orElseThrow();
    assertEquals("partial", report.path("status").asText());
    assertEquals("127.0.0.1", report.at("/hosts/0/address").asText());
    assertEquals("open", report.at("/hosts/0/ports/0/state").asText());
  }

  /** Lets a test wait until the first host is finished. */
  private static final class HostSeen implements Progress {
    private final CountDownLatch seen = new CountDownLatch(1);

    @Override
    public void report(double done, double total, String message) {
      if (message.contains("1 of 4 hosts finished")) {
        seen.countDown();
      }
    }

    void await() throws InterruptedException {
      Await.reached("the seen", seen);
    }
  }
}
