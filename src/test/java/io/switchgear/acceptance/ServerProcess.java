package io.switchgear.acceptance;

import io.switchgear.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code switchgear serve} as a process of its own. */
final class ServerProcess implements AutoCloseable {

  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/mcp");

  private final Process process;
  private final Path log;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * @param folder where its log goes, and its data folder is
   * @param environment besides this process's own
   */
  static ServerProcess start(Path folder, Map<String, String> environment, String... options)
      throws IOException {
    // The tests may have been started with signals ignored.
    return start(List.of("env", "--default-signal"), folder, environment, options);
  }

  /**
   * @param starter what becomes the server
   */
  static ServerProcess start(
      List<String> starter, Path folder, Map<String, String> environment, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(starter);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "io.switchgear.cli.Main",
            "serve",
            "--port",
            "0",
            "--data-dir",
            folder.resolve("data").toString()));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Path log = Files.createTempFile(folder, "server", ".log");
    builder.redirectError(log.toFile());
    return new ServerProcess(builder.start(), log);
  }

  /** Waits until it listens. */
  URI url() throws IOException {
    BufferedReader output = process.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher matcher = URL.matcher(line);
      if (matcher.find()) {
        return URI.create(matcher.group());
      }
    }
    throw new AssertionError("the server ended without printing its URL: " + log());
  }

  Process process() {
    return process;
  }

  /** What it wrote to standard error. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has ended; the exit code. */
  int ended() {
    return Await.exit("the end of the server", this::log, process);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
