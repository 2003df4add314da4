package io.switchgear.tools.process;

import io.switchgear.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A process under test with its output so far. */
final class Captured implements OutputReader {

  private final ByteArrayOutputStream all = new ByteArrayOutputStream();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private RunningProcess process;

  static Captured start(ProcessLauncher launcher, String... argv) throws IOException {
    return start(launcher, spec(argv));
  }

  static Captured start(ProcessLauncher launcher, ProcessSpec spec) throws IOException {
    Captured captured = new Captured();
    captured.process = launcher.start(spec, captured);
    return captured;
  }

  static ProcessSpec spec(String... argv) {
    return new ProcessSpec(List.of(argv), Map.of(), 1 << 20, 1 << 16, Duration.ofSeconds(20));
  }

  static ProcessSpec withGrace(Duration grace, String... argv) {
    return new ProcessSpec(List.of(argv), Map.of(), 1 << 20, 1 << 16, grace);
  }

  @Override
  public void read(InputStream stdout) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = stdout.read(); b >= 0; b = stdout.read()) {
      all.write(b);
      if (b == '\n') {
        lines.add(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else {
        line.write(b);
      }
    }
  }

  RunningProcess process() {
    return process;
  }

  String nextLine() throws InterruptedException {
    return Await.next("a line after '" + output() + "'", lines);
  }

  ProcessEnd end() throws Exception {
    return Await.result("the end", process.end());
  }

  String output() {
    return all.toString(StandardCharsets.UTF_8);
  }

  /**
   * Other processes whose command line contains a marker. Process ids inside a PID namespace differ
   * from those outside, so test processes are found by an argument.
   */
  static List<String> alive(String marker) throws IOException {
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      List<String> found = new ArrayList<>();
      for (Path process : processes) {
        String commandLine = commandLine(process);
        if (commandLine.contains(marker)
            && !process.endsWith(Long.toString(ProcessHandle.current().pid()))) {
          found.add(process.getFileName() + " " + commandLine.replace('\0', ' '));
        }
      }
      return found;
    }
  }

  private static String commandLine(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }

  static void awaitNone(String marker) throws IOException {
    Await.value("the end of all processes", () -> alive(marker), List::isEmpty);
  }

  /**
   * Waits until that many processes have the marker; a process that was just forked does not have
   * it yet.
   */
  static List<String> awaitAlive(String marker, int count) throws IOException {
    return Await.value(count + " processes", () -> alive(marker), found -> found.size() == count);
  }
}
