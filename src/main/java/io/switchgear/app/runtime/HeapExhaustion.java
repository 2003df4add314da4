package io.switchgear.app.runtime;

import java.time.Duration;
import java.util.List;

/**
 * Ends the process when its memory is exhausted: by an orderly shutdown if that succeeds within
 * {@link #TIMEOUT}, otherwise by a halt. It allocates everything that it needs in advance.
 */
final class HeapExhaustion {

  /** The exit status of the JVM under -XX:+ExitOnOutOfMemoryError. */
  static final int STATUS = 3;

  /** Limit of the orderly shutdown, which may fail or hang for lack of memory. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Prefixes of the JDK's messages when something other than the heap is exhausted. */
  private static final List<String> OF_ONE_TASK =
      List.of(
          "unable to create native thread",
          "Cannot reserve",
          "Requested array size exceeds VM limit",
          "Required length exceeds");

  private static final byte[] MESSAGE = "Switchgear exits: its memory is exhausted\n".getBytes();

  private static final Thread EXIT =
      Thread.ofPlatform().daemon().name("exit").unstarted(() -> System.exit(STATUS));

  private static final Thread HALT =
      Thread.ofPlatform().daemon().name("halt").unstarted(HeapExhaustion::halt);

  private HeapExhaustion() {}

  /** Loads this class, and so allocates what it needs later. */
  static void prepare() {}

  static boolean isShownBy(Throwable broken) {
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
        System.err.write(MESSAGE, 0, MESSAGE.length);
        System.err.flush();
      }
    } catch (Throwable noMemoryForIt) {
      Runtime.getRuntime().halt(STATUS);
    }
  }

  private static void halt() {
    try {
      Thread.sleep(TIMEOUT);
    } catch (InterruptedException early) {
      Thread.currentThread().interrupt();
    } finally {
      Runtime.getRuntime().halt(STATUS);
    }
  }
}
