package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that cannot start in its environment says in one sentence why, and what to do. */
@Tag("process")
class BadSurroundingsTest {

  /** A fault of the environment, with a part of the expected message. */
  private enum Trouble {
    FALLBACK_THAT_THE_TOOL_MUST_NOT_ANSWER("does not match the tool's output schema") {
      @Override
      String configuration() {
        return "switchgear.tools.nmap.fallback = [{static {structured {a = 1}}}]";
      }
    },
    WRONG_KEY_OF_A_LIBRARY("correct or remove the keys below 'pekko'") {
      @Override
      String configuration() {
        return "pekko.io.tcp.max-channels = -1";
      }
    },
    DATA_FOLDER_IS_A_FILE("not a directory); it must be a folder") {
      @Override
      void spoil(Path folder) throws IOException {
        Files.createFile(folder.resolve("data"));
      }
    },
    DATA_FOLDER_IS_READ_ONLY("read-only file system); it must be a folder") {
      @Override
      void spoil(Path folder) throws IOException {
        Files.createDirectory(folder.resolve("data"));
      }

      @Override
      List<String> starter(Path folder) {
        return mounted(folder.resolve("data"), "ro");
      }
    },
    HARDLY_ANY_MEMORY("of heap, and a server needs 48 MB; give it more") {
      @Override
      String javaOptions(Path folder) {
        return "-Xmx16m";
      }
    },
    NO_TEMPORARY_FOLDER("; check its free space and permissions, or set another") {
      @Override
      String javaOptions(Path folder) {
        return "-Djava.io.tmpdir=" + folder.resolve("nowhere");
      }
    };

    private final String said;

    Trouble(String said) {
      this.said = said;
    }

    String configuration() {
      return "";
    }

    void spoil(Path folder) throws IOException {}

    List<String> starter(Path folder) {
      return List.of("env");
    }

    String javaOptions(Path folder) {
      return "-Dsome=thing";
    }
  }

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void itIsSaidInASentence(Trouble trouble) throws Exception {
    Path bad = Files.createDirectory(folder.resolve("bad"));
    trouble.spoil(folder);
    Path file = Files.writeString(folder.resolve("switchgear.conf"), trouble.configuration());
    try (ServerProcess server =
        ServerProcess.start(
            trouble.starter(folder),
            folder,
            Map.of("_JAVA_OPTIONS", trouble.javaOptions(folder)),
            "--config",
            file.toString())) {
      int code = server.ended();
      String log = server.log();
      assertEquals(2, code, log);
      assertTrue(log.contains(trouble.said), log);
      for (String word : List.of("should not happen", "Exception", "Error:", "\tat ")) {
        assertFalse(log.contains(word), log);
      }
    }
  }

  @Test
  void withoutAHomeAndWithATemporaryFolderThatRunsNoCodeItStarts() throws Exception {
    Path bad = Files.createDirectory(folder.resolve("bad"));
    String options = "-Duser.home=%s -Djava.io.tmpdir=%s".formatted(bad.resolve("none"), bad);
    try (ServerProcess server =
        ServerProcess.start(mounted(bad, "noexec"), folder, Map.of("_JAVA_OPTIONS", options))) {
      server.url();
    }
  }

  /** Mounts the folder in a separate mount namespace, which ends with the server. */
  private static List<String> mounted(Path folder, String option) {
    return List.of(
        "unshare",
        "--mount",
        "sh",
        "-c",
        "mount -t tmpfs -o \"$1\" none \"$2\"; shift 2; exec \"$@\"",
        "mounted",
        option,
        folder.toString());
  }
}
