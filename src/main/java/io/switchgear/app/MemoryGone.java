package io.switchgear.app;

import java.time.Duration;
import java.util.List;

/**
 * Ends the process when its memory is used up: in order if that succeeds within {@link #WITHIN},
 * else at once. Everything that it needs is made before.
 */
final class MemoryGone {

  /** What the JVM itself exits with under -XX:+ExitOnOutOfMemoryError. */
  static final int STATUS = 3;

  /** Keeping what is to be kept may itself fail for want of memory, or hang. */
  private static final Duration WITHIN = Duration.ofSeconds(5);

  /** Beginnings of what the JDK says when something other than memory for objects is short. */
  private static final List<String> OF_ONE_TASK =
      List.of(
          "unable to create native thread",
          "Cannot reserve",
          "Requested array size exceeds VM limit",
          "Required length exceeds");

  private static final byte[] SAID = "Switchgear ends: its memory is used up\n".getBytes();

  private static final Thread EXIT =
      Thread.ofPlatform().daemon().name("exit").unstarted(() -> System.exit(STATUS));

  private static final Thread HALT =
      Thread.ofPlatform().daemon().name("halt").unstarted(MemoryGone::halt);

  private MemoryGone() {}

  /** Makes what is needed later. */
  static void prepare() {}

  static boolean isSaidBy(Throwable broken) {
    if (!(broken instanceof OutOfMemoryError)) {
      return false;
    }
    String message = broken.getMessage();
    if (message != null) {
      for (String beginning : OF_ONE_TASK) {
        if (message.startsWith(beginning)) {
          return false;
        }
      }
    }
    return true;
  }

  static synchronized void endProcess() {
    try {
      if (HALT.getState() == Thread.State.NEW) {
        HALT.start();
        EXIT.start();
        System.err.write(SAID, 0, SAID.length);
        System.err.flush();
      }
    } catch (Throwable noMemoryForIt) {
      Runtime.getRuntime().halt(STATUS);
    }
  }

  private static void halt() {
    try {
      Thread.sleep(WITHIN);
    } catch (InterruptedException early) {
      Thread.currentThread().interrupt();
    } finally {
      Runtime.getRuntime().halt(STATUS);
    }
  }
}
