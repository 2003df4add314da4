package io.switchgear.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Behavior that is the same at every level of containment. */
@ParameterizedClass
@EnumSource(Containment.class)
@Tag("process")
class ProcessLauncherTest {

  private static final String PRINT_ARGUMENTS = "for a in \"$@\"; do printf '<%s>' \"$a\"; done";

  private final ProcessLauncher launcher;

  ProcessLauncherTest(Containment level) {
    launcher = new ProcessLauncher(level);
  }

  @AfterEach
  void close() {
    launcher.close();
  }

  @Test
  void exitStatusAndOutputComeBack() throws Exception {
    Captured run = Captured.start(launcher, "sh", "-c", "echo out; echo err >&2; exit 7");
    ProcessEnd end = run.end();
    assertEquals(7, end.status());
    assertEquals("out\n", run.output());
    assertEquals("err\n", end.stderr());
    assertEquals(4, end.stdoutBytes());
    assertEquals(4, end.stderrBytes());
    assertFalse(end.stopped());
    assertFalse(end.stdoutTruncated());
    assertTrue(end.readerFailure().isEmpty());
  }

  @Test
  void aSignalIsStatus128PlusItsNumberAndNothingIsAddedToStderr() throws Exception {
    for (int signal : List.of(2, 6, 9, 11, 15)) {
      Captured run = Captured.start(launcher, "sh", "-c", "kill -" + signal + " $$");
      ProcessEnd end = run.end();
      assertEquals(128 + signal, end.status());
      assertEquals("", end.stderr());
      assertFalse(end.stopped());
    }
  }

  @Test
  void environmentIsCleanAndTheSpecAddsToIt() throws Exception {
    ProcessSpec spec =
        new ProcessSpec(
            List.of("env"), Map.of("A", "x;$(y) |z", "B", "="), 1 << 20, 1 << 16, Duration.ZERO);
    Captured run = Captured.start(launcher, spec);
    run.end();
    Map<String, String> seen = new TreeMap<>();
    for (String line : run.output().split("\n")) {
      seen.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
    }
    // If sh is bash, it adds these two.
    seen.keySet().removeAll(Set.of("SHLVL", "_"));
    String home = seen.remove("HOME");
    assertTrue(home.contains("/switchgear-"), home);
    assertEquals(
        Map.of(
            "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG", "C.UTF-8",
            "TMPDIR", home,
            "PWD", home,
            "A", "x;$(y) |z",
            "B", "="),
        seen);
  }

  @Test
  void stdinIsEmpty() throws Exception {
    Captured run = Captured.start(launcher, "cat");
    assertEquals(0, run.end().status());
    assertEquals("", run.output());
  }

  @Test
  void noDescriptorOfOursIsInherited() throws Exception {
    Captured run = Captured.start(launcher, "ls", "/proc/self/fd");
    run.end();
    assertEquals(List.of("0", "1", "2", "3"), run.output().lines().toList());
  }

  @Test
  void argumentsArriveVerbatim() throws Exception {
    List<String> hostile =
        List.of(
            "; touch x",
            "$(id)",
            "`id`",
            "| cat",
            "& sleep 9",
            "a\nb",
            "",
            " ",
            "*",
            "~",
            "'\"",
            "--",
            "-x",
            "\\n",
            "ünïcødé",
            "$1",
            "${IFS}",
            "\t");
    String[] argv = new String[4 + hostile.size()];
    argv[0] = "sh";
    argv[1] = "-c";
    argv[2] = PRINT_ARGUMENTS;
    argv[3] = "sh";
    for (int i = 0; i < hostile.size(); i++) {
      argv[4 + i] = hostile.get(i);
    }
    Captured run = Captured.start(launcher, argv);
    assertEquals(0, run.end().status());
    assertEquals("<" + String.join("><", hostile) + ">", run.output());
  }

  @Test
  void eachProcessHasAScratchFolderThatGoesWithIt() throws Exception {
    Captured run =
        Captured.start(
            launcher, "sh", "-c", "mkdir -p a/b; echo x > a/b/c; ln -s /etc a/etc; pwd; umask");
    run.end();
    Path scratch = Path.of(run.nextLine());
    assertFalse(Files.exists(scratch));
    assertTrue(Files.exists(Path.of("/etc/passwd")));
    assertTrue(Files.exists(scratch.getParent()));
    launcher.close();
    assertFalse(Files.exists(scratch.getParent()));
  }

  @Test
  void aScratchFolderThatACleanerTookAwayIsMadeAnew() throws Exception {
    Captured first = Captured.start(launcher, "pwd");
    first.end();
    Path scratch = Path.of(first.nextLine()).getParent();
    Files.delete(scratch);
    Captured second = Captured.start(launcher, "pwd");
    second.end();
    assertEquals(scratch, Path.of(second.nextLine()).getParent());
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(scratch)));
  }

  @Test
  void outputStreamsWhileItRunsAndSurvivesTheStop() throws Exception {
    Captured run = Captured.start(launcher, "sh", "-c", "echo first; exec sleep 60");
    assertEquals("first", run.nextLine());
    assertFalse(run.process().end().toCompletableFuture().isDone());
    run.process().stop();
    ProcessEnd end = run.end();
    assertTrue(end.stopped());
    assertEquals(143, end.status());
    assertEquals("first\n", run.output());
  }

  @Test
  void aFloodEndsAtTheLimitAndTheRestIsCounted() throws Exception {
    ProcessSpec spec =
        new ProcessSpec(
            List.of("sh", "-c", "yes | head -c 30000000"),
            Map.of(),
            1000,
            1 << 16,
            Duration.ofSeconds(1));
    Captured run = Captured.start(launcher, spec);
    ProcessEnd end = run.end();
    assertEquals(1000, run.output().length());
    assertTrue(end.stdoutTruncated());
    assertEquals(30_000_000, end.stdoutBytes());
  }

  @Test
  void anEndlessFloodCanBeStopped() throws Exception {
    ProcessSpec spec = new ProcessSpec(List.of("yes"), Map.of(), 100, 100, Duration.ofSeconds(20));
    Captured run = Captured.start(launcher, spec);
    for (int i = 0; i < 50; i++) {
      assertEquals("y", run.nextLine());
    }
    run.process().stop();
    assertTrue(run.end().stdoutTruncated());
    assertEquals(100, run.output().length());
  }

  @Test
  void aFloodOnStderrEndsAtItsLimitAndTheRestIsCounted() throws Exception {
    ProcessSpec spec =
        new ProcessSpec(
            List.of("sh", "-c", "yes | head -c 5000000 >&2; echo done"),
            Map.of(),
            1000,
            10,
            Duration.ofSeconds(1));
    Captured run = Captured.start(launcher, spec);
    ProcessEnd end = run.end();
    assertEquals("done\n", run.output());
    assertEquals("y\ny\ny\ny\ny\n", end.stderr());
    assertEquals(5_000_000, end.stderrBytes());
  }

  @Test
  void outputOfExactlyTheLimitIsNotTruncated() throws Exception {
    ProcessSpec spec =
        new ProcessSpec(List.of("printf", "12345"), Map.of(), 5, 5, Duration.ofSeconds(1));
    Captured run = Captured.start(launcher, spec);
    assertFalse(run.end().stdoutTruncated());
    assertEquals("12345", run.output());
  }

  @Test
  void aReaderThatFailsIsReportedAndDoesNotBlockTheProcess() throws Exception {
    IOException broken = new IOException("not what I expected");
    RunningProcess process =
        launcher.start(
            Captured.spec("sh", "-c", "yes | head -c 1000000; exit 3"),
            stdout -> {
              stdout.read();
              throw broken;
            });
    ProcessEnd end = end(process);
    assertEquals(broken, end.readerFailure().orElseThrow());
    assertEquals(3, end.status());
    assertEquals(1_000_000, end.stdoutBytes());
  }

  @Test
  void aReaderThatLeavesEarlyDoesNotBlockTheProcess() throws Exception {
    RunningProcess process =
        launcher.start(
            Captured.spec("sh", "-c", "yes | head -c 1000000; exit 3"), InputStream::close);
    ProcessEnd end = end(process);
    assertEquals(3, end.status());
    assertEquals(1_000_000, end.stdoutBytes());
    assertTrue(end.readerFailure().isEmpty());
  }

  @Test
  void aMissingProgramIsSaidSo() {
    assertNotFound("was not found on the PATH", "no-such-program-here");
    assertNotFound("There is no program at /no/such/program", "/no/such/program");
    assertNotFound("is not a program's name", "./sh");
    assertNotFound("is not a program's name", "");
  }

  @Test
  void aFolderOrAFileThatMayNotRunIsSaidSo(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("plain"), "x");
    assertNotFound("is not executable", file.toString());
    assertNotFound("is a folder", folder.toString());
  }

  @Test
  void whatWouldNotArriveVerbatimIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Captured.spec("echo", "a\0b"));
    assertThrows(IllegalArgumentException.class, () -> Captured.spec());
    for (Map<String, String> environment :
        List.of(Map.of("A", "a\0"), Map.of("A B", "x"), Map.of("", "x"), Map.of("IFS", ","))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new ProcessSpec(List.of("true"), environment, 1, 1, Duration.ZERO));
    }
  }

  @Test
  void stopIsHarmlessWhenRepeatedAndAfterTheEnd() throws Exception {
    Captured run = Captured.start(launcher, "sleep", "60");
    run.process().stop();
    run.process().stop();
    assertTrue(run.end().stopped());
    run.process().stop();
    Captured ended = Captured.start(launcher, "true");
    ended.end();
    ended.process().stop();
    assertFalse(ended.end().stopped());
  }

  @Test
  void afterCloseNothingStarts() throws Exception {
    Captured run = Captured.start(launcher, "sleep", "60");
    launcher.close();
    assertTrue(run.process().end().toCompletableFuture().isDone());
    assertTrue(run.end().stopped());
    IOException refused = assertThrows(IOException.class, () -> Captured.start(launcher, "true"));
    assertTrue(refused.getMessage().contains("shutting down"), refused.getMessage());
    launcher.close();
  }

  private void assertNotFound(String part, String... argv) {
    ProcessLauncher.ProgramNotFound refused =
        assertThrows(ProcessLauncher.ProgramNotFound.class, () -> Captured.start(launcher, argv));
    assertTrue(refused.getMessage().contains(part), refused.getMessage());
    assertTrue(refused.getMessage().contains(argv[0]), Arrays.toString(argv));
  }

  private static ProcessEnd end(RunningProcess process) throws Exception {
    return Await.result("the end", process.end());
  }
}
