package io.switchgear.app;

import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

/** What ends with the server, in the phase of the coordinated shutdown that it belongs to. */
record Shutdown(CoordinatedShutdown phases) {

  static Shutdown of(ActorSystem<?> system) {
    return new Shutdown(CoordinatedShutdown.get(system));
  }

  /**
   * Runs something in a phase.
   *
   * @param name unique in the phase, for the log
   * @param task may block
   */
  void in(String phase, String name, Runnable task) {
    phases.addTask(
        phase,
        name,
        () ->
            CompletableFuture.runAsync(task, command -> Thread.ofVirtual().start(command))
                .thenApply(done -> Done.getInstance()));
  }
}
