package io.switchgear.cli.top;

import java.io.IOError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/**
 * The terminal in full-screen raw mode. Closing it restores the previous settings.
 *
 * <p>It uses JLine's blocking reads. JLine's non-blocking reads set the attributes of a
 * pseudo-terminal on every poll, so a pending read would undo the restored settings.
 */
final class Console implements AutoCloseable {

  private static final int DEFAULT_COLUMNS = 80;
  private static final int DEFAULT_ROWS = 24;
  private static final long READ_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final Terminal terminal;
  private final Display display;
  private Size size;
  private boolean closed;

  private Console(Terminal terminal) {
    this.terminal = terminal;
    enterFullScreen();
    this.display = new Display(terminal, true);
    measure();
  }

  /**
   * Opens the terminal of standard input and output.
   *
   * @throws IOException if there is no terminal
   */
  static Console open() throws IOException {
    System.setProperty(TerminalBuilder.PROP_NON_BLOCKING_READS, "false");
    try {
      return new Console(
          TerminalBuilder.builder()
              .system(true)
              .provider(TerminalBuilder.PROP_PROVIDER_EXEC)
              .dumb(false)
              .encoding(StandardCharsets.UTF_8)
              .build());
    } catch (IllegalStateException noTerminal) {
      throw new IOException(noTerminal);
    }
  }

  /**
   * Ctrl-C is read as a key instead of a signal, so that the terminal is restored before the exit.
   */
  private void enterFullScreen() {
    terminal.enterRawMode();
    Attributes now = terminal.getAttributes();
    now.setLocalFlag(LocalFlag.ISIG, false);
    now.setControlChar(ControlChar.VMIN, 1);
    now.setControlChar(ControlChar.VTIME, 0);
    terminal.setAttributes(now);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.keypad_xmit);
    terminal.puts(Capability.cursor_invisible);
    terminal.flush();
  }

  /**
   * Starts to report keys and size changes. The callbacks run on other threads.
   *
   * @param end called when the process is asked to end, or standard input is closed
   */
  void listen(Consumer<Key> keys, Runnable resized, Runnable end) {
    terminal.handle(Signal.WINCH, signal -> resized.run());
    terminal.handle(Signal.INT, signal -> end.run());
    terminal.handle(Signal.QUIT, signal -> end.run());
    terminal.handle(
        Signal.CONT,
        signal -> {
          enterFullScreen();
          resized.run();
        });
    NonBlockingReader reader = terminal.reader();
    Keys pressed = new Keys(millis -> read(reader, millis));
    Thread.ofPlatform()
        .daemon()
        .name("keys")
        .start(
            () -> {
              try {
                while (true) {
                  Key key = pressed.next();
                  keys.accept(key);
                  if (key.kind() == Key.Kind.INTERRUPT) {
                    return;
                  }
                }
              } catch (IOException closed) {
                end.run();
              }
            });
  }

  /**
   * Reads with a timeout and repeats: an unlimited JLine read blocks the closing of the terminal.
   */
  private static int read(NonBlockingReader reader, long millis) throws IOException {
    if (millis > 0) {
      return reader.read(millis);
    }
    int read = Keys.Source.NOTHING;
    while (read == Keys.Source.NOTHING) {
      read = reader.read(READ_MILLIS);
    }
    return read;
  }

  int columns() {
    return size.getColumns();
  }

  int rows() {
    return size.getRows();
  }

  /** Reads the terminal's size; the next {@link #show} redraws everything. */
  synchronized void measure() {
    if (closed) {
      return;
    }
    Size asked = terminal.getSize();
    size =
        new Size(
            asked.getColumns() > 0 ? asked.getColumns() : DEFAULT_COLUMNS,
            asked.getRows() > 0 ? asked.getRows() : DEFAULT_ROWS);
    display.clear();
    display.resize(size.getRows(), size.getColumns());
  }

  /**
   * @param lines one line per row of the terminal
   */
  synchronized void show(List<AttributedString> lines) {
    if (!closed) {
      display.update(lines, 0);
      terminal.flush();
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    terminal.puts(Capability.cursor_normal);
    terminal.puts(Capability.keypad_local);
    terminal.puts(Capability.exit_ca_mode);
    terminal.flush();
    try {
      // JLine restores the attributes from when the terminal was opened.
      terminal.close();
    } catch (IOError | IOException gone) {
      // The terminal no longer exists.
    }
  }
}
