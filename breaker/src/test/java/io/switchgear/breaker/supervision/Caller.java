package io.switchgear.breaker.supervision;

import io.switchgear.breaker.supervision.CallSupervisor.Command;
import io.switchgear.breaker.supervision.CallSupervisor.ReportsDue;
import io.switchgear.breaker.supervision.CallSupervisor.RunCall;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;

/**
 * Calls the supervisor of a {@link Scene} as {@link SupervisorRef} does: under its grant, or else
 * by a message. The test decides when the messages arrive.
 */
final class Caller {

  /** Sets the wake-up of the supervisor off when the test says so. */
  private final class Bell implements CallReports.Bell {
    @Override
    public void ring() {
      scene.kit.getRef().tell(new ReportsDue<>());
    }

    @Override
    public void ringIn(Duration delay) {
      set = true;
    }
  }

  private final Scene scene;
  private final Executor launcher;
  private final Bell bell = new Bell();
  private final GrantedCalls<TestOutcome> granted;
  private boolean set;

  Caller(Scene scene) {
    this(scene, Runnable::run);
  }

  Caller(Scene scene, Executor launcher) {
    this.scene = scene;
    this.launcher = launcher;
    this.granted =
        new GrantedCalls<>(scene.published, scene.kit.getRef(), bell, this.launcher, Runnable::run);
  }

  /** Makes a call; it is under way at once only if it was granted. */
  CompletableFuture<TestOutcome> call(String id, GuardedWork<TestOutcome> work) {
    return call(id, work, Scene.CALL_TIMEOUT);
  }

  CompletableFuture<TestOutcome> call(String id, GuardedWork<TestOutcome> work, Duration within) {
    long deadline = scene.clock.clocks().nanos() + within.toNanos();
    return scene
        .published
        .rejection()
        .map(CompletableFuture::completedFuture)
        .or(
            () ->
                granted
                    .start(id, work, deadline, Map.of())
                    .map(stage -> stage.toCompletableFuture()))
        .orElseGet(() -> ask(id, work, deadline));
  }

  private CompletableFuture<TestOutcome> ask(
      String id, GuardedWork<TestOutcome> work, long deadline) {
    return scene
        .published
        .answers()
        .ask(
            replyTo ->
                scene.kit.getRef().tell(new RunCall<>(id, work, deadline, Map.of(), replyTo)),
            scene.published::shuttingDown,
            Runnable::run);
  }

  /** Whether the supervisor will be woken some milliseconds from now. */
  boolean isBellSet() {
    return set;
  }

  /** These milliseconds pass. */
  void later() {
    if (set) {
      set = false;
      bell.ring();
    }
  }

  boolean hasMessages() {
    return inbox().hasMessages();
  }

  /** The supervisor handles the oldest message, if there is one. */
  void deliver() {
    if (hasMessages()) {
      scene.kit.run(inbox().receiveMessage());
    }
  }

  /** All messages arrive, and all reports are read. */
  void settle() {
    while (set || hasMessages()) {
      later();
      deliver();
    }
  }

  private TestInbox<Command<TestOutcome>> inbox() {
    return scene.kit.selfInbox();
  }
}
