package io.switchgear.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code switchgear serve} as a separate process. */
final class ServerProcess implements AutoCloseable {

  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/mcp");

  private final Process process;
  private final Path log;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * @param folder for its log and its data folder
   * @param environment in addition to this process's environment
   */
  static ServerProcess start(Path folder, Map<String, String> environment, String... options)
      throws IOException {
    // The tests may have been started with ignored signals, which a child inherits.
    return start(List.of("env", "--default-signal"), folder, environment, options);
  }

  /**
   * @param starter the command that executes the server
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

  /** Waits until the server listens, and returns its URL. */
  URI url() {
    CompletableFuture<URI> printed =
        CompletableFuture.supplyAsync(this::printedUrl, Thread::startVirtualThread);
    Await.until("the URL of the server", this::stacks, printed::isDone);
    return Await.result("the URL of the server", printed);
  }

  private URI printedUrl() {
    try {
      BufferedReader output = process.inputReader();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        Matcher matcher = URL.matcher(line);
        if (matcher.find()) {
          return URI.create(matcher.group());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("the server ended without printing its URL: " + log());
  }

  /** What the server's threads do, and its log. */
  private String stacks() {
    try {
      Process jstack =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jstack").toString(),
                  Long.toString(process.pid()))
              .redirectErrorStream(true)
              .start();
      return log() + "\n" + new String(jstack.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Process process() {
    return process;
  }

  /** The standard error of the server so far. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the server has ended, and returns its exit code. */
  int ended() {
    return Await.exit("the end of the server", this::log, process);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
