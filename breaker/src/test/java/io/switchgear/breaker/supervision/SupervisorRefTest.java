package io.switchgear.breaker.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerListener;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.Rejection.Kind;
import io.switchgear.breaker.Transition;
import io.switchgear.breaker.supervision.TestOutcome.Rejected;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A supervisor with its real actor. */
class SupervisorRefTest {

  private static final ActorTestKit KIT = ActorTestKit.create();

  private static final int RACES = 50_000;

  /** Opens at the first failure. */
  private static final ProtectionPolicy BRITTLE =
      new ProtectionPolicy(
          Duration.ofSeconds(30),
          new BreakerPolicy(1, Duration.ofHours(1), 1, Duration.ofHours(1), 0, 1, 1),
          BulkheadPolicy.DEFAULT);

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  private static SupervisorRef<TestOutcome> spawn(String name, BreakerListener listener) {
    return SupervisorRef.spawn(
        new SupervisorSetup<>(
            name,
            Protection.without(BRITTLE),
            new TestOutcomes(TestOutcomes::counted),
            listener,
            new TransitionPublisher(),
            SupervisorSetup.VIRTUAL_THREADS,
            Clocks.SYSTEM,
            Optional.empty(),
            Map.of()),
        KIT.system(),
        name);
  }

  private static CompletionStage<TestOutcome> submit(
      SupervisorRef<TestOutcome> supervisor, String id, TestOutcome outcome) {
    FakeWork work = new FakeWork();
    work.end(outcome);
    return supervisor.submit(id, work, supervisor.deadline(), Map.of());
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** The supervisor counts what reaches it by itself, so its own count shows the messages. */
  @Test
  void anOpenBreakerRejectsAHundredThousandCallsWithoutAMessage() {
    SupervisorRef<TestOutcome> supervisor = spawn("storm", BreakerListener.NONE);
    await(submit(supervisor, "first", Scene.BADLY));
    for (int i = 0; i < 100_000; i++) {
      TestOutcome outcome =
          submit(supervisor, "r" + i, Scene.WELL).toCompletableFuture().getNow(null);
      assertEquals(Kind.CIRCUIT_OPEN, assertInstanceOf(Rejected.class, outcome).kind());
    }
    BreakerStats stats = await(supervisor.stats());
    assertEquals(100_000, stats.rejectedCalls());
    assertEquals(0, supervisor.totalsOfActor().rejected());
  }

  @Test
  void aListenerIsToldOfEverythingBeforeTheCallerIs() {
    Map<CountedAs, Integer> counted = new EnumMap<>(CountedAs.class);
    StringBuilder states = new StringBuilder();
    SupervisorRef<TestOutcome> supervisor =
        spawn(
            "told",
            new BreakerListener() {
              @Override
              public void created(BreakerSnapshot breaker) {
                states.append(breaker.state());
              }

              @Override
              public void transitioned(Transition transition, BreakerSnapshot breaker) {
                states.append(' ').append(breaker.state());
              }

              @Override
              public void callCounted(CountedAs countedAs) {
                counted.merge(countedAs, 1, Integer::sum);
              }
            });
    await(submit(supervisor, "a", Scene.WELL));
    await(submit(supervisor, "b", Scene.BADLY));
    await(submit(supervisor, "c", Scene.WELL));
    assertEquals(
        Map.of(CountedAs.SUCCESS, 1, CountedAs.FAILURE, 1, CountedAs.REJECTED, 1), counted);
    assertEquals("CLOSED OPEN", states.toString());
  }

  /** The message makes the supervisor read of the call at about the time at which it ends. */
  @Test
  void aCallThatEndsWhileItIsReadOfIsCounted() {
    SupervisorRef<TestOutcome> supervisor = spawn("raced", BreakerListener.NONE);
    for (int i = 0; i < RACES; i++) {
      FakeWork work = new FakeWork();
      CompletionStage<TestOutcome> call =
          supervisor.submit("r" + i, work, supervisor.deadline(), Map.of());
      supervisor.cancel("nobody");
      work.end(Scene.WELL);
      assertEquals(Scene.WELL, await(call));
    }
    assertEquals(RACES, await(supervisor.stats()).successfulCalls());
  }

  @Test
  void aListenerThatFailsHarmsNobody() {
    SupervisorRef<TestOutcome> supervisor =
        spawn(
            "fails",
            new BreakerListener() {
              @Override
              public void created(BreakerSnapshot breaker) {
                throw new IllegalStateException("bug");
              }

              @Override
              public void transitioned(Transition transition, BreakerSnapshot breaker) {
                throw new IllegalStateException("bug");
              }

              @Override
              public void callCounted(CountedAs countedAs) {
                throw new IllegalStateException("bug");
              }

              @Override
              public void load(int running, int waiting) {
                throw new IllegalStateException("bug");
              }

              @Override
              public void limits(BulkheadPolicy bulkhead) {
                throw new IllegalStateException("bug");
              }
            });
    assertEquals(Scene.WELL, await(submit(supervisor, "a", Scene.WELL)));
    assertEquals(Scene.BADLY, await(submit(supervisor, "b", Scene.BADLY)));
    assertInstanceOf(Rejected.class, await(submit(supervisor, "c", Scene.WELL)));
    assertEquals(BreakerState.OPEN, supervisor.snapshot().state());
    assertTrue(await(supervisor.stats()).failureReasons().containsKey("crashed"));
  }

  @Test
  void aDrainedSupervisorRejects() {
    SupervisorRef<TestOutcome> supervisor = spawn("drained", BreakerListener.NONE);
    assertEquals(new Drained("drained"), await(supervisor.drain()));
    TestOutcome outcome = await(submit(supervisor, "a", Scene.WELL));
    assertEquals(Kind.SHUTTING_DOWN, assertInstanceOf(Rejected.class, outcome).kind());
  }
}
