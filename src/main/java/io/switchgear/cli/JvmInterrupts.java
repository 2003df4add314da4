package io.switchgear.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C and TERM, as the virtual machine tells of them: by a shutdown hook. */
final class JvmInterrupts implements CommandContext.Interrupts {

  /** A cancelled call ends within about a second; the rest is for printing. */
  private static final int WAIT_SECONDS = 4;

  @Override
  public Runnable on(Runnable action) {
    CountDownLatch done = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              action.run();
              try {
                done.await(WAIT_SECONDS, TimeUnit.SECONDS);
              } catch (InterruptedException leave) {
                Thread.currentThread().interrupt();
              }
            },
            "interrupted");
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> {
      done.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException alreadyGoingDown) {
        // Then the hook is running, and has just been let go.
      }
    };
  }
}
