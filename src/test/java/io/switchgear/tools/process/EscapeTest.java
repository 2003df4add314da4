package io.switchgear.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An unprivileged server: processes try every way to escape, and none outlives its call. */
@Tag("process")
class EscapeTest {

  /** Ways to escape; {@code %s} is the program, which runs for days. */
  private enum Escape {
    NEW_SESSION_AND_NO_PARENT("(setsid %s &)"),
    TWO_NEW_SESSIONS("setsid sh -c 'setsid %s & exit' &"),
    NOHUP("nohup %s >/dev/null 2>&1 &"),
    DAEMON("(cd /; setsid %s </dev/null >/dev/null 2>&1 &)"),
    EMPTY_ENVIRONMENT("(env -i setsid %s &)"),
    EMPTY_ENVIRONMENT_ELSEWHERE("(cd /; env -i setsid env -i sh -c '%s & exit' </dev/null 2>&1 &)"),
    STOPPED("(setsid sh -c 'kill -STOP $$; :' %s &)"),
    DEAF("(trap '' HUP INT TERM; setsid %s &)");

    private final String script;

    Escape(String script) {
      this.script = script;
    }
  }

  private enum End {
    THE_CALL_ENDS {
      @Override
      void come(Process server, Path leave) throws IOException {
        Files.createFile(leave);
      }
    },
    THE_CALL_IS_STOPPED {
      @Override
      void come(Process server, Path leave) throws IOException {
        try (Writer in = server.outputWriter()) {
          in.write("stop\n");
        }
      }
    },
    THE_SERVER_IS_TERMINATED {
      @Override
      void come(Process server, Path leave) {
        server.destroy();
      }
    },
    THE_SERVER_IS_KILLED {
      @Override
      void come(Process server, Path leave) {
        server.destroyForcibly();
      }
    };

    abstract void come(Process server, Path leave) throws IOException;
  }

  private final String marker =
      "100000." + ThreadLocalRandom.current().nextInt(100_000_000, 1_000_000_000);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void nothingOutlives(End end) throws Exception {
    Path leave = folder.resolve("leave");
    String script =
        Arrays.stream(Escape.values())
            .map(escape -> escape.script.formatted("sleep " + marker))
            .collect(Collectors.joining("\n"));
    String waiting = "\nwhile [ ! -e %s ]; do sleep 0.05; done".formatted(leave);
    Process server =
        HostageServer.of(Containment.MARKED).asNobody(folder).start("sh", "-c", script + waiting);
    try (BufferedReader out = server.inputReader()) {
      assertEquals(Containment.MARKED.toString(), out.readLine());
      awaitEscaped();
      end.come(server, leave);
      Await.exit("the end of the server", server);
      Captured.awaitNone(marker);
    } finally {
      server.destroyForcibly();
      for (String left : Captured.alive(marker)) {
        ProcessHandle.of(Long.parseLong(left.split(" ")[0]))
            .ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  /**
   * All matching processes except the server and the leader, whose command lines contain the
   * script.
   */
  private void awaitEscaped() throws IOException {
    Captured.awaitAlive("\0" + marker + "\0", Escape.values().length);
  }
}
