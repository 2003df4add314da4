package io.switchgear.breaker.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OrderResult;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.Rejection;
import io.switchgear.breaker.Subscription;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

class CircuitBreakerTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Executor THREADS = Thread.ofVirtual()::start;

  private static final BreakerPolicy OPENS_AT_TWO =
      new BreakerPolicy(2, Duration.ofHours(1), 1, Duration.ofHours(1), 0, 1, 1);

  private final CircuitBreaker breaker;

  CircuitBreakerTest(TestInfo test) {
    breaker = breaker(test, Duration.ofSeconds(30));
  }

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  @Test
  void protectsAsynchronousWork() {
    assertEquals("sunny", await(breaker.call(() -> CompletableFuture.completedFuture("sunny"))));
    assertEquals(1, await(breaker.stats()).successfulCalls());
  }

  @Test
  void protectsBlockingWork() {
    assertEquals("row", await(breaker.call(() -> "row", THREADS)));
  }

  @Test
  void failuresArePassedOnAndCounted() {
    IOException down = new IOException("down");
    for (int i = 0; i < 2; i++) {
      assertEquals(down, failure(breaker.call(() -> CompletableFuture.failedFuture(down))));
    }
    assertEquals(BreakerState.OPEN, breaker.snapshot().state());
    CallRejectedException rejected =
        assertInstanceOf(
            CallRejectedException.class,
            failure(breaker.call(() -> CompletableFuture.completedFuture("never"))));
    assertEquals(Rejection.Kind.CIRCUIT_OPEN, rejected.kind());
    assertEquals("failuresArePassedOnAndCounted", rejected.breaker());
    assertTrue(rejected.retryAfter().compareTo(Duration.ofMinutes(59)) > 0);
  }

  @Test
  void workThatThrowsWhereItShouldAnswerIsAFailureToo() {
    IllegalStateException bug = new IllegalStateException("bug");
    assertEquals(
        bug,
        failure(
            breaker.<String>call(
                () -> {
                  throw bug;
                })));
    assertEquals(1, await(breaker.stats()).failedCalls());
  }

  @Test
  void unexpectedExceptionsArePassedOnButNotCounted() {
    CircuitBreaker lenient =
        CircuitBreaker.create(
            KIT.system(),
            "lenient",
            new ProtectionPolicy(Duration.ofSeconds(30), OPENS_AT_TWO, BulkheadPolicy.DEFAULT),
            CircuitBreaker.Options.DEFAULT.withCounting(
                thrown -> thrown instanceof IOException ? CountedAs.FAILURE : CountedAs.IGNORED));
    IllegalArgumentException unexpected = new IllegalArgumentException("yours");
    for (int i = 0; i < 5; i++) {
      assertEquals(
          unexpected, failure(lenient.call(() -> CompletableFuture.failedFuture(unexpected))));
    }
    assertEquals(BreakerState.CLOSED, lenient.snapshot().state());
    assertEquals(5, await(lenient.stats()).ignoredCalls());
  }

  @Test
  void overdueWorkIsInterruptedAndCounted(TestInfo test) throws InterruptedException {
    CircuitBreaker hasty = breaker(test, Duration.ofMillis(500));
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Throwable failure =
        failure(
            hasty.call(
                () -> {
                  try {
                    never.await();
                    return "never";
                  } catch (InterruptedException end) {
                    interrupted.countDown();
                    throw end;
                  }
                },
                THREADS));
    assertInstanceOf(TimeoutException.class, failure);
    Await.reached("the interrupted", interrupted);
    assertEquals(1, await(hasty.stats()).failedCalls());
  }

  @Test
  void exceptionsComeAsTheyWereThrown() {
    IOException down = new IOException("down");
    CompletionStage<Throwable> failed =
        breaker
            .<Throwable>call(() -> CompletableFuture.failedFuture(down))
            .exceptionally(thrown -> thrown);
    assertSame(down, await(failed));
    await(breaker.operate(OperatorOrder.Action.HOLD_OPEN, "alice", "move", Optional.empty()));
    assertInstanceOf(
        CallRejectedException.class,
        await(
            breaker
                .<Throwable>call(() -> CompletableFuture.failedFuture(down))
                .exceptionally(thrown -> thrown)));
  }

  @Test
  void anErrorInBlockingWorkEndsItsCall() {
    StackOverflowError error = new StackOverflowError();
    assertSame(
        error,
        failure(
            breaker.call(
                () -> {
                  throw error;
                },
                THREADS)));
    assertEquals(1, await(breaker.stats()).failedCalls());
  }

  @Test
  @Timeout(30)
  void whoeverCancelsItsCallEndsTheWork() {
    CompletableFuture<String> endless = new CompletableFuture<>();
    CompletableFuture<String> call = breaker.call(() -> endless).toCompletableFuture();
    assertEquals(1, await(breaker.stats()).breaker().running());
    assertTrue(call.cancel(true));
    assertInstanceOf(
        CancellationException.class, failure(endless.handle((value, thrown) -> raise(thrown))));
    // The breaker hears of the end after whoever else listens to the same stage.
    Await.until("the end of the call", () -> await(breaker.stats()).breaker().running() == 0);
    assertEquals(1, await(breaker.stats()).cancelledCalls());
  }

  @Test
  void workThatNeverEndsLeavesNothingBehind(TestInfo test) {
    CircuitBreaker hasty = breaker(test, Duration.ofMillis(500));
    CompletableFuture<String> endless = new CompletableFuture<>();
    assertInstanceOf(TimeoutException.class, failure(hasty.call(() -> endless)));
    assertTrue(endless.isCancelled());
    assertEquals(0, await(hasty.stats()).breaker().running());
  }

  @Test
  void aPolicyWithACanaryRecoversAllTheSame() {
    BreakerPolicy policy =
        BreakerPolicy.DEFAULT
            .withFailureThreshold(1)
            .withRecoveryTimeout(Duration.ofMillis(1))
            .withCanary(true);
    CircuitBreaker canary =
        CircuitBreaker.create(KIT.system(), "canary", ProtectionPolicy.DEFAULT.with(policy));
    CountDownLatch recovering = new CountDownLatch(1);
    try (Subscription told =
        canary.subscribe(
            transition -> {
              if (transition.to() == BreakerState.HALF_OPEN) {
                recovering.countDown();
              }
            })) {
      assertNotNull(told);
      failure(canary.call(() -> CompletableFuture.failedFuture(new IOException("down"))));
      Await.reached("the recovery", recovering);
    }
    assertEquals("up", await(canary.call(() -> CompletableFuture.completedFuture("up"))));
    assertEquals(BreakerState.CLOSED, canary.snapshot().state());
  }

  private static String raise(Throwable thrown) {
    throw (RuntimeException) thrown;
  }

  @Test
  void aScopeEndsAsItsHolderSays() {
    HeldPermit well = await(breaker.acquire());
    assertEquals(1, await(breaker.stats()).breaker().running());
    assertTrue(well.success());
    assertFalse(well.failure("too late"));
    await(well.counted());
    try (HeldPermit badly = await(breaker.acquire())) {
      badly.failure("disk full");
      await(badly.counted());
    }
    HeldPermit given = await(breaker.acquire());
    given.close();
    await(given.counted());
    BreakerStats stats = await(breaker.stats());
    assertEquals(1, stats.successfulCalls());
    assertEquals(1, stats.failedCalls());
    assertEquals(1, stats.cancelledCalls());
    assertEquals("disk full", stats.recentErrors().getFirst().message());
  }

  @Test
  void aScopeThatIsForgottenCountsAsAFailureAndGivesItsRoomBack(TestInfo test) {
    CircuitBreaker hasty = breaker(test, Duration.ofMillis(500));
    HeldPermit forgotten = await(hasty.acquire());
    await(forgotten.counted());
    assertFalse(forgotten.success());
    BreakerStats stats = await(hasty.stats());
    assertEquals(1, stats.failedCalls());
  }

  @Test
  void failuresCanBeInjectedThroughScopes() {
    for (int i = 0; i < 2; i++) {
      HeldPermit scope = await(breaker.acquire());
      scope.failure("injected");
      await(scope.counted());
    }
    assertEquals(2, await(breaker.stats()).failedCalls());
    assertInstanceOf(CallRejectedException.class, failure(breaker.acquire()));
  }

  @Test
  void operatorsAndListenersWorkAsForTools() throws InterruptedException {
    CountDownLatch heard = new CountDownLatch(1);
    try (Subscription open = breaker.subscribe(transition -> heard.countDown())) {
      assertTrue(open != null);
      OrderResult result =
          await(breaker.operate(OperatorOrder.Action.HOLD_OPEN, "alice", "move", Optional.empty()));
      assertInstanceOf(OrderResult.Applied.class, result);
      Await.reached("the heard", heard);
    }
    assertInstanceOf(CallRejectedException.class, failure(breaker.acquire()));
  }

  @Test
  void shutdownEndsWhatRuns() {
    CompletableFuture<String> endless = new CompletableFuture<>();
    CompletionStage<String> call = breaker.call(() -> endless);
    assertEquals(1, await(breaker.stats()).breaker().running());
    CompletionStage<?> done = breaker.shutdown();
    assertInstanceOf(CancellationException.class, failure(call));
    await(done);
    assertTrue(endless.isCancelled());
  }

  @Test
  void namedBreakersHaveSettingsOfTheirOwn() {
    CircuitBreaker database = named("database", 3, 30, 10);
    CircuitBreaker weather = named("weather_api", 5, 60, 15);
    CircuitBreaker cache = named("cache", 2, 10, 5);
    for (int i = 0; i < 3; i++) {
      for (CircuitBreaker one : new CircuitBreaker[] {database, weather, cache}) {
        failure(one.call(() -> CompletableFuture.failedFuture(new IOException("down"))));
      }
    }
    assertEquals(BreakerState.OPEN, database.snapshot().state());
    assertEquals(BreakerState.CLOSED, weather.snapshot().state());
    assertEquals(BreakerState.OPEN, cache.snapshot().state());
    assertEquals(Duration.ofSeconds(15), await(weather.stats()).configuration().callTimeout());
  }

  private static CircuitBreaker named(
      String name, int threshold, int recoverySeconds, int timeoutSeconds) {
    Duration recovery = Duration.ofSeconds(recoverySeconds);
    return CircuitBreaker.create(
        KIT.system(),
        name,
        new ProtectionPolicy(
            Duration.ofSeconds(timeoutSeconds),
            new BreakerPolicy(threshold, recovery, 1.5, Duration.ofSeconds(300), 0.1, 1, 1),
            BulkheadPolicy.DEFAULT));
  }

  private static CircuitBreaker breaker(TestInfo test, Duration callTimeout) {
    String name = test.getTestMethod().orElseThrow().getName();
    return CircuitBreaker.create(
        KIT.system(),
        callTimeout.toSeconds() == 0 ? name + "-hasty" : name,
        new ProtectionPolicy(callTimeout, OPENS_AT_TWO, BulkheadPolicy.DEFAULT));
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.result("the stage", stage);
  }

  private static Throwable failure(CompletionStage<?> stage) {
    Throwable thrown = assertThrows(RuntimeException.class, () -> Await.result("the stage", stage));
    return thrown instanceof CompletionException ? thrown.getCause() : thrown;
  }
}
