package io.switchgear.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jline.builtins.ScreenTerminal;

/** A real pseudo-terminal with the program before it, and a screen that shows what it writes. */
final class PseudoTerminal implements AutoCloseable {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

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
   * Starts {@code switchgear} with these arguments.
   *
   * @param folder for what is noted of the terminal
   * @param environment with INPUT, a file, if that is to be the input and not the terminal
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
        // The tests may have been started with signals ignored.
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
          notifyAll();
        }
      }
    } catch (IOException gone) {
      // The other end of a pseudo-terminal that was left reads so.
    }
    synchronized (this) {
      over = true;
      notifyAll();
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

  /** Waits until the screen is so. */
  synchronized void await(String what, Predicate<String> wanted) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!wanted.test(screen())) {
      long left = end - System.nanoTime();
      if (over || left <= 0) {
        throw new AssertionError("never seen: " + what + " on\n" + screen());
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  void await(String text) throws InterruptedException {
    await(text, screen -> screen.contains(text));
  }

  synchronized String screen() {
    return screen.toString();
  }

  /** All that was ever written. */
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

  /** Asks the program to end, as {@code kill} does. */
  void terminate() throws IOException {
    ProcessHandle.of(Long.parseLong(noted("pid"))).orElseThrow().destroy();
  }

  /** Waits until it has ended; the exit code. */
  int ended() throws IOException, InterruptedException {
    if (!script.waitFor(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
      throw new AssertionError("still running:\n" + screen());
    }
    return Integer.parseInt(noted("code"));
  }

  /** What stood in a file of the session. */
  String noted(String name) throws IOException {
    return Files.readString(folder.resolve(name)).strip();
  }

  @Override
  public void close() {
    script.descendants().forEach(ProcessHandle::destroyForcibly);
    script.destroyForcibly();
  }
}
