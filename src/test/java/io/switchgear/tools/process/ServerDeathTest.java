package io.switchgear.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No process outlives the server, however it ends. The server runs in a separate JVM. */
@Tag("process")
class ServerDeathTest {

  private final String marker =
      "100000." + ThreadLocalRandom.current().nextInt(100_000_000, 1_000_000_000);

  /** Signals 1 to 31; the C library reserves the next two. */
  private static final long STANDARD_SIGNALS = 0x7fff_ffff;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PLAIN")
  void aKilledServerTakesItsScannersWithIt(Containment level) throws Exception {
    String script =
        """
        sh -c 'trap "" TERM; sleep %1$s & sleep %1$s; sleep %1$s' &
        sh -c '(sleep %1$s & sleep %1$s) & wait' &
        sleep 0.3
        pwd
        exec sleep %1$s
        """
            .formatted(marker);
    killedServerLeavesNothing(level, script);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.INCLUDE, names = "PID_NAMESPACE")
  void aKilledServerTakesEscapedGrandchildrenWithItInANamespace(Containment level)
      throws Exception {
    String script =
        """
        setsid sh -c 'setsid sleep %1$s & setsid sleep %1$s' &
        sleep 0.3
        pwd
        exec sleep %1$s
        """
            .formatted(marker);
    killedServerLeavesNothing(level, script);
  }

  private void killedServerLeavesNothing(Containment level, String script) throws Exception {
    Process server = server(level, "sh", "-c", script);
    try (BufferedReader out = server.inputReader()) {
      assertEquals(level.toString(), out.readLine());
      Path scratch = Path.of(out.readLine());
      assertTrue(Captured.alive(marker).size() > 3);
      server.toHandle().destroyForcibly();
      assertEquals(137, waitFor(server));
      Captured.awaitNone(marker);
      Captured.awaitNone(scratch.getParent().toString());
      assertFalse(Files.exists(scratch.getParent()));
    } finally {
      server.destroyForcibly();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTerminatedServerEndsItsScannersPolitely(Containment level) throws Exception {
    String script =
        """
        trap 'echo last words; exit' TERM
        pwd
        sleep %1$s &
        while :; do sleep 0.05; done
        """
            .formatted(marker);
    Process server = server(level, "sh", "-c", script);
    try (BufferedReader out = server.inputReader()) {
      assertEquals(level.toString(), out.readLine());
      Path scratch = Path.of(out.readLine());
      server.toHandle().destroy();
      assertEquals("last words", out.readLine());
      assertNotEquals(0, waitFor(server));
      assertEquals(
          List.of(),
          Captured.alive(marker).stream()
              .filter(found -> !found.startsWith(server.pid() + " "))
              .toList());
      assertFalse(Files.exists(scratch.getParent()));
    } finally {
      server.destroyForcibly();
    }
  }

  /** Starts it with ignored signals, as {@code nohup} and a script's {@code &} do. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PLAIN")
  void ofAServerThatIgnoresSignalsTheProcessesDoNot(Containment level) throws Exception {
    Process server =
        HostageServer.of(level)
            .under("sh", "-c", "trap '' HUP INT QUIT PIPE ALRM USR1 TSTP; exec \"$@\"", "sh")
            .start("grep", "SigIgn", "/proc/self/status");
    try (BufferedReader out = server.inputReader()) {
      assertEquals(level.toString(), out.readLine());
      String ignored = out.readLine();
      assertTrue(ignored.startsWith("SigIgn:"), ignored);
      long mask = Long.parseUnsignedLong(ignored.substring(ignored.length() - 16), 16);
      assertEquals(0, mask & STANDARD_SIGNALS, ignored);
    } finally {
      server.destroyForcibly();
    }
  }

  private static Process server(Containment level, String... argv) throws Exception {
    return HostageServer.of(level).start(argv);
  }

  private static int waitFor(Process server) throws InterruptedException {
    Await.exit("the end of server", server);
    return server.exitValue();
  }
}
