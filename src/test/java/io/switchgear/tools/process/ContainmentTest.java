package io.switchgear.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** At the levels that guarantee it, no process outlives its call. */
@ParameterizedClass
@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PLAIN")
@Tag("process")
class ContainmentTest {

  private final ProcessLauncher launcher;

  /** Test processes sleep for a number of seconds that is unique to this test. */
  private final String marker =
      "100000." + ThreadLocalRandom.current().nextInt(100_000_000, 1_000_000_000);

  ContainmentTest(Containment level) {
    launcher = new ProcessLauncher(level);
  }

  @AfterEach
  void close() {
    launcher.close();
  }

  @Test
  void stopEndsTheWholeTreeIncludingThoseThatIgnoreTerm() throws Exception {
    String script =
        """
        sh -c 'trap "" TERM; sleep %1$s & sleep %1$s; sleep %1$s' &
        sh -c '(sleep %1$s & sleep %1$s) & wait' &
        setsid sleep %1$s &
        sleep 0.3
        echo ready
        sleep %1$s
        """
            .formatted(marker);
    Captured run =
        Captured.start(launcher, Captured.withGrace(Duration.ofMillis(300), "sh", "-c", script));
    assertEquals("ready", run.nextLine());
    assertTrue(Captured.alive(marker).size() > 5);
    run.process().stop();
    assertTrue(run.end().stopped());
    assertEquals(List.of(), Captured.alive(marker));
  }

  @Test
  void whatALeaderLeavesBehindIsKilled() throws Exception {
    String script = "sleep %1$s & sh -c 'trap \"\" TERM; sleep %1$s' & exit 4".formatted(marker);
    Captured run = Captured.start(launcher, "sh", "-c", script);
    ProcessEnd end = run.end();
    assertEquals(4, end.status());
    assertFalse(end.stopped());
    assertEquals(List.of(), Captured.alive(marker));
  }

  @Test
  void aHandlerOfTermHasItsLastWords() throws Exception {
    String script =
        """
        trap 'echo last words; echo gone >&2; exit 5' TERM
        echo ready
        while :; do sleep 0.05; done
        """;
    Captured run = Captured.start(launcher, "sh", "-c", script);
    assertEquals("ready", run.nextLine());
    run.process().stop();
    ProcessEnd end = run.end();
    assertEquals(5, end.status());
    assertTrue(end.stopped());
    assertEquals("ready\nlast words\n", run.output());
    assertTrue(end.stderr().endsWith("gone\n"), end.stderr());
  }

  @Test
  void aGrandchildHasTheGraceTooThoughItsLeaderDiedAtOnce() throws Exception {
    String script =
        """
        sh -c 'trap "sleep 0.3; echo last words; exit" TERM; echo ready; while :; do sleep 0.05; done' &
        exec sleep %s
        """
            .formatted(marker);
    Captured run = Captured.start(launcher, "sh", "-c", script);
    assertEquals("ready", run.nextLine());
    run.process().stop();
    ProcessEnd end = run.end();
    assertEquals(143, end.status());
    assertEquals("ready\nlast words\n", run.output());
  }

  @Test
  void whoIgnoresTermIsKilledAfterTheGrace() throws Exception {
    String script = "trap '' TERM; echo ready; exec sleep " + marker;
    Captured run =
        Captured.start(launcher, Captured.withGrace(Duration.ofMillis(200), "sh", "-c", script));
    assertEquals("ready", run.nextLine());
    long stoppedAt = System.nanoTime();
    run.process().stop();
    assertEquals(137, run.end().status());
    assertTrue(System.nanoTime() - stoppedAt >= Duration.ofMillis(200).toNanos());
    assertEquals(List.of(), Captured.alive(marker));
  }

  @Test
  void aStopRightAfterTheStartIsNotLost() throws Exception {
    for (int i = 0; i < 20; i++) {
      Captured run = Captured.start(launcher, "sleep", marker);
      run.process().stop();
      assertEquals(143, run.end().status(), "killed only after the grace");
    }
  }

  @Test
  void anEscapedGrandchildThatHoldsThePipeDoesNotHoldTheEnd() throws Exception {
    String script = "setsid sh -c 'echo $$; exec sleep %1$s' & sleep 0.3".formatted(marker);
    Captured run = Captured.start(launcher, "sh", "-c", script);
    long pid = Long.parseLong(run.nextLine());
    assertEquals(0, run.end().status());
    switch (launcher.containment()) {
      case PID_NAMESPACE, MARKED -> assertEquals(List.of(), Captured.alive(marker));
      case PROCESS_GROUP -> {
        Optional<ProcessHandle> escaped = ProcessHandle.of(pid);
        assertTrue(escaped.isPresent(), "the record 0003 says that it escapes");
        escaped.get().destroyForcibly();
      }
      case PLAIN -> throw new AssertionError("not asked for");
    }
  }

  @Test
  void aKilledSentinelIsReplacedBeforeTheNextStart() throws Exception {
    Captured first = Captured.start(launcher, "sh", "-c", "pwd; exec sleep " + marker);
    String scratch = Path.of(first.nextLine()).getParent().toString();
    List<String> sentinels = Captured.awaitAlive(scratch, 1);
    ProcessHandle sentinel =
        ProcessHandle.of(Long.parseLong(sentinels.getFirst().split(" ")[0])).orElseThrow();
    sentinel.destroyForcibly();
    sentinel.onExit().join();
    Captured.awaitNone(scratch);
    Captured second = Captured.start(launcher, "true");
    assertEquals(0, second.end().status());
    Captured.awaitAlive(scratch, 1);
    launcher.close();
    assertEquals(List.of(), Captured.alive(scratch));
    assertEquals(List.of(), Captured.alive(marker));
  }

  @Test
  void closeEndsHundredsAndLeavesNoThread() throws Exception {
    List<Captured> runs = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      runs.add(Captured.start(launcher, "sleep", marker));
    }
    assertTrue(Captured.alive(marker).size() >= 200);
    launcher.close();
    for (Captured run : runs) {
      assertTrue(run.process().end().toCompletableFuture().isDone());
      assertEquals(143, run.end().status());
    }
    assertEquals(List.of(), Captured.alive(marker));
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      for (Captured run : runs) {
        if (thread.getName().startsWith("process-" + run.process().pid() + "-")) {
          thread.join(Await.LIMIT);
          assertFalse(thread.isAlive(), thread.getName());
        }
      }
    }
  }
}
