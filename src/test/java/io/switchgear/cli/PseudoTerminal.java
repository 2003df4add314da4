package io.switchgear.cli;

import io.switchgear.testing.Await;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jline.builtins.ScreenTerminal;

/** Runs the program in a real pseudo-terminal and emulates the terminal's screen. */
final class PseudoTerminal implements AutoCloseable {

  private final Path folder;
  private final Process script;
  private final Writer keys;
  private final ScreenTerminal screen;
  private final StringBuilder all = new StringBuilder();
  private boolean over;

  private PseudoTerminal(Path folder, Process script, int columns, int rows) {
    this.folder = folder;
    this.script = script;
    this.keys = script.outputWriter();
    this.screen = new ScreenTerminal(columns, rows);
    Thread.ofPlatform().daemon().name("screen").start(this::read);
  }

  /**
   * Starts {@code switchgear} with the given arguments.
   *
   * @param folder for the session's files: terminal settings, process id, exit code
   * @param environment may set INPUT to a file that replaces the terminal as standard input
   */
  static PseudoTerminal start(
      Path folder, Map<String, String> environment, int columns, int rows, String... arguments)
      throws IOException {
    List<String> program =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.switchgear.cli.Main"));
    program.addAll(List.of(arguments));
    String line =
        """
        trap : INT
        tty >tty; stty rows %d cols %d; stty -g >before
        sh -c 'echo $$ >pid; [ -z "$INPUT" ] || exec <"$INPUT"; exec "$@"' - %s
        echo $? >code; stty -g >after
        """
            .formatted(
                rows,
                columns,
                program.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" ")));
    Path file = Files.writeString(folder.resolve("session.sh"), line);
    ProcessBuilder builder =
        // The test process may have been started with ignored signals.
        new ProcessBuilder("env", "--default-signal", "script", "-qfc", "sh " + file, "/dev/null");
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("TERM", "xterm-256color");
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(environment);
    return new PseudoTerminal(folder, builder.start(), columns, rows);
  }

  private void read() {
    char[] some = new char[4096];
    try (Reader output = script.inputReader()) {
      for (int n = output.read(some); n >= 0; n = output.read(some)) {
        synchronized (this) {
          String text = new String(some, 0, n);
          all.append(text);
          screen.write(text);
        }
      }
    } catch (IOException gone) {
      // Linux reports the end of a pseudo-terminal as an I/O error.
    }
    synchronized (this) {
      over = true;
    }
  }

  void type(String text) {
    try {
      keys.write(text);
      keys.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** Waits until the screen meets the condition; fails if the program ends before. */
  void await(String what, Predicate<String> wanted) {
    Await.until(what, this::screen, () -> wanted.test(screen()) || isOver());
    if (!wanted.test(screen())) {
      throw new AssertionError("it ended without " + what + " on\n" + screen());
    }
  }

  private synchronized boolean isOver() {
    return over;
  }

  void await(String text) throws InterruptedException {
    await(text, screen -> screen.contains(text));
  }

  synchronized String screen() {
    return screen.toString();
  }

  /** The program's whole output. */
  synchronized String written() {
    return all.toString();
  }

  void resize(int columns, int rows) throws IOException, InterruptedException {
    synchronized (this) {
      screen.setSize(columns, rows);
    }
    String tty = noted("tty");
    new ProcessBuilder("stty", "-F", tty, "rows", "" + rows, "cols", "" + columns)
        .start()
        .waitFor();
  }

  /** Sends SIGTERM to the program. */
  void terminate() throws IOException {
    ProcessHandle.of(Long.parseLong(noted("pid"))).orElseThrow().destroy();
  }

  /** Waits for the end of the program and returns its exit code. */
  int ended() throws IOException, InterruptedException {
    Await.exit("the end of the program", this::screen, script);
    return Integer.parseInt(noted("code"));
  }

  /** The content of one of the session's files. */
  String noted(String name) throws IOException {
    return Files.readString(folder.resolve(name)).strip();
  }

  @Override
  public void close() {
    script.descendants().forEach(ProcessHandle::destroyForcibly);
    script.destroyForcibly();
  }
}
