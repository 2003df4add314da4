package io.switchgear.watch.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import io.switchgear.watch.health.HealthCheck.Finding;
import io.switchgear.watch.health.HealthMonitor.Command;
import io.switchgear.watch.health.HealthMonitor.GetHealth;
import io.switchgear.watch.health.HealthMonitor.GetHistory;
import io.switchgear.watch.health.HealthMonitor.GetLatest;
import io.switchgear.watch.health.HealthMonitor.History;
import io.switchgear.watch.health.HealthMonitor.Latest;
import io.switchgear.watch.health.HealthMonitor.Reschedule;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.Effect;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {

  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final ActorTestKit kit = ActorTestKit.create("health-monitor-test", ManualTime.config());
  private final ManualTime time = ManualTime.get(kit.system());
  private final TestProbe<HealthReport> asker = kit.createTestProbe(HealthReport.class);

  private final AtomicLong nanos = new AtomicLong();
  private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void looksAtOnceAndThenAtItsInterval() {
    AtomicInteger looks = new AtomicInteger();
    ActorRef<Command> monitor =
        start(check("a", () -> Finding.healthy("look " + looks.incrementAndGet())));
    assertEquals("look 1", ask(monitor, Duration.ofHours(1)).checks().getFirst().message());
    time.timePasses(INTERVAL);
    asker.awaitAssert(
        () -> {
          assertEquals("look 2", ask(monitor, Duration.ofHours(1)).checks().getFirst().message());
          return null;
        });
  }

  @Test
  void looksAgainForWhoWantsItFresh() {
    AtomicInteger looks = new AtomicInteger();
    ActorRef<Command> monitor =
        start(check("a", () -> Finding.healthy("look " + looks.incrementAndGet())));
    assertEquals("look 1", ask(monitor, Duration.ofHours(1)).checks().getFirst().message());
    assertEquals("look 2", ask(monitor, Duration.ZERO).checks().getFirst().message());
    assertEquals("look 2", ask(monitor, Duration.ofHours(1)).checks().getFirst().message());
  }

  @Test
  void aBlockedProbeStallsNothingButItself() {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    AtomicInteger starts = new AtomicInteger();
    ActorRef<Command> monitor =
        start(
            check("fine", () -> Finding.healthy("fine")),
            check(
                "stuck",
                () -> {
                  starts.incrementAndGet();
                  blocked.countDown();
                  Await.stubbornly(never);
                  return Finding.healthy("at last");
                }));
    monitor.tell(new GetHealth(Duration.ZERO, asker.ref()));
    Await.reached("the probe to be blocked", blocked);
    time.timePasses(CHECK_TIMEOUT);
    HealthReport report = asker.receiveMessage();
    assertEquals(HealthStatus.HEALTHY, report.checks().get(0).status());
    assertEquals(HealthStatus.UNHEALTHY, report.checks().get(1).status());

    HealthReport next = ask(monitor, Duration.ZERO);
    assertEquals(HealthStatus.UNHEALTHY, next.checks().get(1).status());
    assertEquals(1, starts.get(), "a stuck check is not started again");

    never.countDown();
    asker.awaitAssert(
        () -> {
          assertEquals(HealthStatus.HEALTHY, ask(monitor, Duration.ZERO).checks().get(1).status());
          return null;
        });
  }

  @Test
  void aLateCheckIsInterruptedAndMayBeTriedAgain() {
    CountDownLatch blocked = new CountDownLatch(1);
    AtomicInteger starts = new AtomicInteger();
    ActorRef<Command> monitor =
        start(
            check(
                "slow",
                () -> {
                  if (starts.incrementAndGet() == 1) {
                    blocked.countDown();
                    new CountDownLatch(1).await();
                  }
                  return Finding.healthy("second");
                }));
    monitor.tell(new GetHealth(Duration.ZERO, asker.ref()));
    Await.reached("the probe to be blocked", blocked);
    time.timePasses(CHECK_TIMEOUT);
    assertEquals("No answer within 10.0 s.", asker.receiveMessage().checks().getFirst().message());
    asker.awaitAssert(
        () -> {
          assertEquals("second", ask(monitor, Duration.ZERO).checks().getFirst().message());
          return null;
        });
  }

  /** Also if another schedule made the timeout of a check longer meanwhile. */
  @Test
  void theWholeHasATimeoutToo() {
    CountDownLatch blocked = new CountDownLatch(1);
    ActorRef<Command> monitor =
        kit.spawn(
            HealthMonitor.create(
                List.of(
                    check(
                        "slow",
                        () -> {
                          blocked.countDown();
                          new CountDownLatch(1).await();
                          return Finding.healthy("");
                        })),
                new Schedule(INTERVAL, Duration.ofSeconds(20), TIMEOUT),
                (before, now) -> {}));
    monitor.tell(new GetHealth(Duration.ZERO, asker.ref()));
    Await.reached("the probe to be blocked", blocked);
    time.timePasses(TIMEOUT);
    assertEquals("No answer within 15.0 s.", asker.receiveMessage().checks().getFirst().message());
  }

  @Test
  void aReportThatIsTooOldIsSaidToBeStale() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicBoolean hang = new AtomicBoolean();
    ActorRef<Command> monitor =
        start(
            check(
                "a",
                () -> {
                  if (hang.get()) {
                    Await.stubbornly(never);
                  }
                  return Finding.healthy("");
                }));
    ask(monitor, Duration.ofHours(1));
    nanos.addAndGet(INTERVAL.multipliedBy(2).plus(TIMEOUT).toNanos());
    Latest old = latest(monitor);
    assertEquals(Duration.ofSeconds(75), old.age());
    assertFalse(old.stale());
    nanos.addAndGet(1);
    assertTrue(latest(monitor).stale());
    hang.set(true);
    time.timePasses(INTERVAL);
    assertTrue(latest(monitor).stale(), "the round that is under way is not waited for");
    never.countDown();
  }

  @Test
  void theFirstReportIsWaitedFor() {
    CountDownLatch go = new CountDownLatch(1);
    ActorRef<Command> monitor =
        start(
            check(
                "a",
                () -> {
                  go.await();
                  return Finding.healthy("there");
                }));
    TestProbe<Latest> probe = kit.createTestProbe(Latest.class);
    monitor.tell(new GetLatest(probe.ref()));
    go.countDown();
    Latest first = probe.receiveMessage();
    assertEquals("there", first.report().checks().getFirst().message());
    assertFalse(first.stale());
  }

  @Test
  void anotherIntervalHoldsFromNowOn() {
    AtomicInteger looks = new AtomicInteger();
    ActorRef<Command> monitor =
        start(check("a", () -> Finding.healthy("look " + looks.incrementAndGet())));
    ask(monitor, Duration.ofHours(1));
    monitor.tell(new Reschedule(new Schedule(Duration.ofSeconds(5), CHECK_TIMEOUT, TIMEOUT)));
    ask(monitor, Duration.ofHours(1));
    time.timePasses(Duration.ofSeconds(5));
    asker.awaitAssert(
        () -> {
          assertEquals("look 2", ask(monitor, Duration.ofHours(1)).checks().getFirst().message());
          return null;
        });
  }

  @Test
  void itsTimersAreThoseOfTheSchedule() {
    BehaviorTestKit<Command> alone =
        BehaviorTestKit.create(
            HealthMonitor.create(
                List.of(), new Schedule(INTERVAL, CHECK_TIMEOUT, TIMEOUT), (before, now) -> {}));
    List<Effect.TimerScheduled<?>> timers =
        alone.getAllEffects().stream()
            .filter(effect -> effect instanceof Effect.TimerScheduled<?>)
            .<Effect.TimerScheduled<?>>map(effect -> (Effect.TimerScheduled<?>) effect)
            .toList();
    assertEquals(
        List.of(INTERVAL, TIMEOUT), timers.stream().map(Effect.TimerScheduled::duration).toList());
    TestInbox<Latest> inbox = TestInbox.create();
    alone.run(new GetLatest(inbox.getRef()));
    assertEquals(HealthStatus.HEALTHY, inbox.receiveMessage().report().status());
  }

  @Test
  void aThrowingProbeIsUnhealthyAndSaysWhy() {
    ActorRef<Command> monitor =
        start(
            check(
                "broken",
                () -> {
                  throw new IllegalStateException("no disk");
                }));
    HealthReport report = ask(monitor, Duration.ofHours(1));
    assertEquals(HealthStatus.UNHEALTHY, report.status());
    assertTrue(report.checks().getFirst().message().contains("no disk"));
  }

  @Test
  void keepsTheLastHundredRounds() {
    ActorRef<Command> monitor = start(check("a", () -> Finding.healthy("")));
    for (int i = 0; i < 105; i++) {
      ask(monitor, Duration.ZERO);
    }
    TestProbe<History> probe = kit.createTestProbe(History.class);
    monitor.tell(new GetHistory(probe.ref()));
    assertEquals(100, probe.receiveMessage().reports().size());
  }

  @Test
  void aListenerHearsOfChangesOnly() throws InterruptedException {
    AtomicReference<Finding> finding = new AtomicReference<>(Finding.healthy("fine"));
    ActorRef<Command> monitor = start(check("a", finding::get));
    ask(monitor, Duration.ZERO);
    finding.set(Finding.unhealthy("broken"));
    ask(monitor, Duration.ZERO);
    assertEquals("healthy to unhealthy", Await.next("the changes", changes));
    ask(monitor, Duration.ZERO);
    finding.set(Finding.healthy("fine"));
    ask(monitor, Duration.ZERO);
    assertEquals("unhealthy to healthy", Await.next("the changes", changes));
  }

  private ActorRef<Command> start(HealthCheck... checks) {
    return kit.spawn(
        HealthMonitor.create(
            List.of(checks),
            new Schedule(INTERVAL, CHECK_TIMEOUT, TIMEOUT),
            (before, now) -> changes.add(before.wire() + " to " + now.status().wire()),
            InstantSource.system(),
            nanos::get));
  }

  private HealthReport ask(ActorRef<Command> monitor, Duration maxAge) {
    monitor.tell(new GetHealth(maxAge, asker.ref()));
    return asker.receiveMessage();
  }

  private Latest latest(ActorRef<Command> monitor) {
    TestProbe<Latest> probe = kit.createTestProbe(Latest.class);
    monitor.tell(new GetLatest(probe.ref()));
    return probe.receiveMessage();
  }

  private static HealthCheck check(String name, java.util.concurrent.Callable<Finding> probe) {
    return new HealthCheck(name, Priority.CRITICAL, probe);
  }
}
