package io.switchgear.scan.schedule;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the engine, on threads that may block. */
final class Waiting {

  /** For a plan with many names, which are resolved. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Waiting() {}

  /**
   * @throws RuntimeException that of the stage, or {@link IllegalStateException} if it takes longer
   *     than a minute
   */
  static <T> T on(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(failed.getCause());
    } catch (TimeoutException late) {
      throw new IllegalStateException("no answer within " + PATIENCE.toSeconds() + " s", late);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stopped);
    }
  }
}
