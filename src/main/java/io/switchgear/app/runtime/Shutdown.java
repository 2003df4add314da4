package io.switchgear.app.runtime;

import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

/** Registers tasks in the phases of the coordinated shutdown. */
public record Shutdown(CoordinatedShutdown phases) {

  public static Shutdown of(ActorSystem<?> system) {
    return new Shutdown(CoordinatedShutdown.get(system));
  }

  /**
   * Runs a task in a phase.
   *
   * @param name unique in the phase, for the log
   * @param task may block
   */
  public void in(String phase, String name, Runnable task) {
    phases.addTask(
        phase,
        name,
        () ->
            CompletableFuture.runAsync(task, command -> Thread.ofVirtual().start(command))
                .thenApply(done -> Done.getInstance()));
  }

  /**
   * Whether the JVM ends, such as after SIGTERM. An actor system that starts then would not end.
   */
  public static boolean isUnderway() {
    Thread hook = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException ending) {
      return true;
    }
  }
}
