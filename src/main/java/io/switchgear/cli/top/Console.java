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
 * The terminal, taken whole; closing gives it back as it was found.
 *
 * <p>Nobody else may change its settings meanwhile. JLine's reads of a pseudo-terminal would: they
 * poll, and make the terminal ready for that whenever they find it otherwise, so that a read under
 * way takes again what was just given back. Its blocking reads leave the settings alone.
 */
final class Console implements AutoCloseable {

  private static final int USUAL_COLUMNS = 80;
  private static final int USUAL_ROWS = 24;
  private static final long TURN_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final Terminal terminal;
  private final Display display;
  private Size size;
  private boolean closed;

  private Console(Terminal terminal) {
    this.terminal = terminal;
    take();
    this.display = new Display(terminal, true);
    measure();
  }

  /**
   * Takes the terminal behind standard input and output.
   *
   * @throws IOException if there is none
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

  /** Raw, also Ctrl-C: it is a key like the others, so that nothing ends the process in between. */
  private void take() {
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
   * Tells of keys and of other sizes, from now on and from other threads.
   *
   * @param end called when somebody wants the process to end
   */
  void listen(Consumer<Key> keys, Runnable resized, Runnable end) {
    terminal.handle(Signal.WINCH, signal -> resized.run());
    terminal.handle(Signal.INT, signal -> end.run());
    terminal.handle(Signal.QUIT, signal -> end.run());
    terminal.handle(
        Signal.CONT,
        signal -> {
          take();
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

  /** In turns, since a read of JLine's that has no end keeps the terminal from being closed. */
  private static int read(NonBlockingReader reader, long millis) throws IOException {
    if (millis > 0) {
      return reader.read(millis);
    }
    int read = Keys.Source.NOTHING;
    while (read == Keys.Source.NOTHING) {
      read = reader.read(TURN_MILLIS);
    }
    return read;
  }

  int columns() {
    return size.getColumns();
  }

  int rows() {
    return size.getRows();
  }

  /** Asks the terminal for its size, and draws everything the next time. */
  synchronized void measure() {
    if (closed) {
      return;
    }
    Size asked = terminal.getSize();
    size =
        new Size(
            asked.getColumns() > 0 ? asked.getColumns() : USUAL_COLUMNS,
            asked.getRows() > 0 ? asked.getRows() : USUAL_ROWS);
    display.clear();
    display.resize(size.getRows(), size.getColumns());
  }

  /**
   * @param lines as many as there are rows
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
      // Which sets it as it was when it was opened.
      terminal.close();
    } catch (IOError | IOException gone) {
      // Then there is nothing left to be given back.
    }
  }
}
