package io.switchgear.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs actions on Ctrl-C and SIGTERM, by JVM shutdown hooks. */
final class JvmInterrupts implements CommandContext.Interrupts {

  /**
   * How long the JVM waits for the command. A cancelled call takes about 1 s; the rest is for
   * printing.
   */
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
        // The hook is running, and the latch has just released it.
      }
    };
  }
}
