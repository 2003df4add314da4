package io.switchgear.tools.process;

import io.switchgear.tools.libc.Libc;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Holds a new process in its own session until the launcher is able to end it reliably.
 *
 * <p>The process's standard input is a pipe at first. The wrapper script writes a byte to standard
 * error, waits for a line from the pipe, writes a second byte, and executes the program. If this
 * JVM ends before it writes the line, the pipe closes and the process exits. A stop waits for the
 * second byte, because an earlier SIGTERM would reach the wrapper instead of the program.
 */
final class StartBarrier {

  /** The byte that the script writes to standard error before the program can write there. */
  static final int READY = 0;

  static final String WRITE_READY = "printf '\\0'";

  static final String SCRIPT = WRITE_READY + " >&2; read -r _ || exit 125; unset _ SHLVL OLDPWD; ";

  private static final MemorySegment LINE =
      MemorySegment.ofBuffer(ByteBuffer.allocateDirect(1).put(0, (byte) '\n'));

  private final int reading;
  private final int writing;

  StartBarrier() throws IOException {
    int[] ends = PipeInput.pipe();
    reading = ends[0];
    writing = ends[1];
  }

  /** The read end as a file. Opening it gives the process a new, blocking descriptor. */
  File standardInput() {
    return new File("/proc/self/fd/" + reading);
  }

  /** Releases the process, unless it has ended. */
  void open() {
    Libc.write(writing, LINE);
  }

  /** Closes the pipe; a process that was not released exits. */
  void close() {
    Libc.close(reading);
    Libc.close(writing);
  }
}
