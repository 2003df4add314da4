package io.switchgear.tools.process;

import com.sun.jna.LastErrorException;
import java.io.File;
import java.io.IOException;

/**
 * Holds a process back, in a session of its own already, until everything is ready to end it.
 *
 * <p>The process's standard input is a pipe at first. It says on standard error that it waits,
 * reads a line from the pipe, and says on standard error that it now becomes the program. If this
 * JVM dies before the line, the pipe ends and so does the process; a stop waits for the second
 * word, because a TERM in between would hit what encloses the program and not the program.
 */
final class StartBarrier {

  /** The word on standard error, before the program can write there. */
  static final int WORD = 0;

  static final String SAY_WORD = "printf '\\0'";

  static final String SCRIPT = SAY_WORD + " >&2; read -r _ || exit 125; unset _ SHLVL OLDPWD; ";

  private static final byte[] LINE = {'\n'};

  private final int reading;
  private final int writing;

  StartBarrier() throws IOException {
    int[] ends = PipeInput.pipe();
    reading = ends[0];
    writing = ends[1];
  }

  /** Opening it anew gives the process a blocking descriptor. */
  File standardInput() {
    return new File("/proc/self/fd/" + reading);
  }

  /** Lets the process through, unless it is gone. */
  void open() {
    try {
      Libc.write(writing, LINE, LINE.length);
    } catch (LastErrorException gone) {
      return;
    }
  }

  /** Sends the process away if the gate was not opened. */
  void close() {
    Libc.close(reading);
    Libc.close(writing);
  }
}
