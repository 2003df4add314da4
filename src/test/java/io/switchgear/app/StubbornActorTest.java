package io.switchgear.app;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.switchgear.config.Settings;
import io.switchgear.testing.Await;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An actor that does not end must not keep the process. */
@Tag("network")
@Tag("process")
class StubbornActorTest {

  private static Behavior<String> stubborn(CountDownLatch release) {
    return Behaviors.receive(String.class)
        .onSignal(
            PostStop.class,
            stop -> {
              Await.stubbornly(release);
              return Behaviors.stopped();
            })
        .build();
  }

  @Test
  void theProgramEndsWithoutIt() {
    CountDownLatch release = new CountDownLatch(1);
    Switchgear program = Switchgear.local(Settings.load(Optional.empty(), Map.of()));
    CompletableFuture<Done> actors = program.system().getWhenTerminated().toCompletableFuture();
    try {
      program.system().systemActorOf(stubborn(release), "stubborn", Props.empty());
      Await.result("the end of the program", CompletableFuture.runAsync(program::close));
      assertFalse(actors.isDone());
    } finally {
      release.countDown();
    }
    Await.result("the end of the actors", actors);
  }
}
