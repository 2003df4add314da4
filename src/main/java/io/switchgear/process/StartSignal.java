package io.switchgear.process;

import com.sun.jna.LastErrorException;
import java.io.File;
import java.io.IOException;

/**
 * Tells when a process is past what encloses it. Until then it has no group yet, or somebody else
 * in it takes the TERM; a stop that came too early would be lost.
 *
 * <p>The process's standard input is the pipe itself; the last script before the program opens it
 * the other way round, writes a byte, and puts the null device in its place.
 */
final class StartSignal {

  /** What a script says just before it becomes the program. */
  static final String SCRIPT = "printf . >/proc/self/fd/0";

  private static final int LOOK_AGAIN_MILLIS = 50;

  private final int reading;
  private final int writing;

  private StartSignal(int[] ends) {
    reading = ends[0];
    writing = ends[1];
  }

  static StartSignal create() throws IOException {
    return new StartSignal(PipeInput.pipe());
  }

  File standardInput() {
    return new File("/proc/self/fd/" + reading);
  }

  /** Whether the process came so far before it ended. */
  boolean await(Process process) {
    boolean alive = true;
    while (alive) {
      alive = process.isAlive();
      int[] pollfd = {reading, Libc.POLLIN};
      try {
        if (Libc.poll(pollfd, 1, alive ? LOOK_AGAIN_MILLIS : 0) > 0) {
          return true;
        }
      } catch (LastErrorException e) {
        if (e.getErrorCode() != Libc.EINTR) {
          throw e;
        }
      }
    }
    return false;
  }

  void close() {
    Libc.close(reading);
    Libc.close(writing);
  }
}
