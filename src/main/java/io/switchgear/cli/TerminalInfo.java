package io.switchgear.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Detects whether standard output and error are terminals, their width and colour support. */
final class TerminalInfo {

  private static final int DEFAULT_COLUMNS = 80;
  private static final Path STDOUT = Path.of("/proc/self/fd/1");
  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private TerminalInfo() {}

  /** Columns of standard error; 0 if it is not a terminal that can redraw a line. */
  static int columns(Map<String, String> environment) {
    if ("dumb".equals(environment.get("TERM")) || !isTerminal(STDERR)) {
      return 0;
    }
    return columnsByStty();
  }

  /** Whether standard output is a terminal that can redraw a line. */
  static boolean redraws(Map<String, String> environment) {
    return !"dumb".equals(environment.get("TERM")) && isTerminal(STDOUT);
  }

  /** Whether standard output shows colours and NO_COLOR is not set (no-color.org). */
  static boolean colours(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty() && redraws(environment);
  }

  /**
   * Reads the descriptor's link on Linux. {@code System.console()} covers only input and output
   * together, so the progress bar would disappear when output is piped.
   */
  private static boolean isTerminal(Path descriptor) {
    try {
      String behind = Files.readSymbolicLink(descriptor).toString();
      return behind.startsWith("/dev/pts/") || behind.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException notLinux) {
      return System.console() != null;
    }
  }

  private static int columnsByStty() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      stty.waitFor(1, TimeUnit.SECONDS);
      int columns = Integer.parseInt(size.strip().replaceFirst("^\\d+ ", ""));
      return columns > 0 ? columns : DEFAULT_COLUMNS;
    } catch (IOException | NumberFormatException unknown) {
      return DEFAULT_COLUMNS;
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return DEFAULT_COLUMNS;
    }
  }
}
