package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about jobs and the server, each a process. */
@Tag("process")
class JobsCliTest {

  private static final Map<String, String> SMALL_BLOCKS =
      Map.of("SWITCHGEAR_JOBS_BLOCK_HOSTS", "2", "SWITCHGEAR_JOBS_BLOCKS_PER_TOOL", "1");

  @TempDir Path folder;

  /** A command in a process of its own. */
  private record Command(Process process, Path out, Path err) {

    String printed() throws IOException {
      return Files.readString(out);
    }

    String said() throws IOException {
      return Files.readString(err);
    }

    int ended() {
      return Await.exit("the end of the command", process);
    }
  }

  private Command start(String line) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.switchgear.cli.Main"));
    words.addAll(List.of(line.split(" ")));
    words.addAll(List.of("--data-dir", folder.resolve("data").toString()));
    Path out = Files.createTempFile(folder, "command", ".out");
    Path err = Files.createTempFile(folder, "command", ".err");
    Process process =
        new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    return new Command(process, out, err);
  }

  private String printed(int code, String line) throws IOException {
    Command command = start(line);
    assertEquals(code, command.ended(), command.said() + command.printed());
    return command.printed();
  }

  @Test
  void aWatchSurvivesTheKillOfTheServer() throws Exception {
    Command watch;
    try (ServerProcess server = ServerProcess.start(folder, SMALL_BLOCKS)) {
      server.url();
      watch =
          start(
              "jobs start 127.0.9.0/28 -p 1-50 --tool port_scan --name night --rate 100"
                  + " --exclude 127.0.9.3 --priority 7 --deadline 1h --randomise --watch -oA "
                  + folder.resolve("night"));
      Await.until("a running job", () -> said(watch), () -> watch.printed().contains("running"));
    }
    try {
      Await.until(
          "word of the outage",
          () -> said(watch),
          () -> watch.said().contains("the server does not answer"));
      try (ServerProcess server = ServerProcess.start(folder, SMALL_BLOCKS)) {
        server.url();
        assertEquals(0, watch.ended(), watch.said());
        List<String> lines = watch.printed().lines().toList();
        assertTrue(lines.getFirst().startsWith("Job night ("), lines::toString);
        assertTrue(
            lines.getLast().endsWith("is completed: 15 of 15 hosts, 15 up, 0 open ports."),
            lines::toString);
        assertEquals(1, count(watch.said(), "the server does not answer"), watch.said());
        assertEquals(1, count(watch.said(), "the server answers again"), watch.said());

        assertTrue(Files.readString(folder.resolve("night.xml")).contains("<nmaprun"));
        for (String extension : List.of("txt", "json", "csv", "xml")) {
          String file = Files.readString(folder.resolve("night." + extension));
          assertTrue(file.contains("127.0.9.15"), file);
        }
        Path page = folder.resolve("report.html");
        printed(0, "jobs report night --format html -f " + page);
        assertTrue(Files.readString(page).contains("127.0.9.15"));
      }
    } finally {
      watch.process().destroyForcibly();
    }
  }

  private static String said(Command command) {
    try {
      return command.said();
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  private static long count(String text, String words) {
    return text.lines().filter(line -> line.contains(words)).count();
  }
}
