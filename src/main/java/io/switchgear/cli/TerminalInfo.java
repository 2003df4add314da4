package io.switchgear.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Finds out what is behind standard output and error, and how wide it is. */
final class TerminalInfo {

  private static final int USUAL = 80;
  private static final Path STDOUT = Path.of("/proc/self/fd/1");
  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private TerminalInfo() {}

  /** Columns; 0 when standard error is no terminal, or one that cannot redraw a line. */
  static int of(Map<String, String> environment) {
    if ("dumb".equals(environment.get("TERM")) || !isTerminal(STDERR)) {
      return 0;
    }
    return asked();
  }

  /** Whether standard output is a terminal, and one that can redraw a line. */
  static boolean redraws(Map<String, String> environment) {
    return !"dumb".equals(environment.get("TERM")) && isTerminal(STDOUT);
  }

  /** Whether standard output shows colours, and nobody asks to go without (no-color.org). */
  static boolean colours(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty() && redraws(environment);
  }

  /**
   * The virtual machine tells only of standard input and output together, so that a piped answer
   * would cost the progress bar; Linux says what is behind the descriptor.
   */
  private static boolean isTerminal(Path descriptor) {
    try {
      String behind = Files.readSymbolicLink(descriptor).toString();
      return behind.startsWith("/dev/pts/") || behind.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException notLinux) {
      return System.console() != null;
    }
  }

  private static int asked() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      stty.waitFor(1, TimeUnit.SECONDS);
      int columns = Integer.parseInt(size.strip().replaceFirst("^\\d+ ", ""));
      return columns > 0 ? columns : USUAL;
    } catch (IOException | NumberFormatException unknown) {
      return USUAL;
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return USUAL;
    }
  }
}
