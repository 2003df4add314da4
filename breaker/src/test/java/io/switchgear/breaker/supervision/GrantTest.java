package io.switchgear.breaker.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GrantTest {

  private final Grant grant = new Grant();

  @Test
  void grantsNothingAtFirst() {
    assertFalse(grant.take(0));
  }

  @Test
  void grantsSoManyPlacesAndNoMore() {
    grant.set(7, 2);
    assertTrue(grant.take(7));
    assertTrue(grant.take(7));
    assertFalse(grant.take(7));
    assertFalse(grant.release());
    assertTrue(grant.take(7));
    assertEquals(2, grant.taken());
  }

  @Test
  void aGrantIsOfOneEpoch() {
    grant.set(7, 2);
    assertFalse(grant.take(6));
    grant.set(1L << 40 | 8, 2);
    assertFalse(grant.take(7));
    assertTrue(grant.take(1L << 40 | 8));
  }

  @Test
  void whatIsTakenStaysTakenWhenTheGrantEnds() {
    grant.set(7, 2);
    grant.take(7);
    grant.set(8, 0);
    assertEquals(1, grant.taken());
    assertTrue(grant.release());
    assertEquals(0, grant.taken());
  }

  @Test
  void theSupervisorReservesAPlaceOnlyIfItIsFree() {
    grant.set(7, 2);
    assertTrue(grant.reserve(2));
    assertTrue(grant.take(7));
    assertFalse(grant.take(7));
    assertFalse(grant.reserve(1));
  }

  @Test
  void anAdoptedPlaceIsNoLongerGranted() {
    grant.set(7, 2);
    grant.take(7);
    grant.adopt();
    assertEquals(0, grant.taken());
    assertTrue(grant.take(7));
    assertFalse(grant.take(7));
  }

  /**
   * Two threads take and release places. A third is the supervisor: it grants, revokes and
   * reserves. At no time do more calls run than it allows, and none runs of a grant that it had
   * ended before.
   */
  @Test
  void neverGivesMoreThanTheSupervisorAllows() {
    int allowed = 3;
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicLong oldest = new AtomicLong();
    AtomicLong epoch = new AtomicLong();
    AtomicBoolean outdated = new AtomicBoolean();
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Long>> callers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        callers.add(
            threads.submit(
                () -> {
                  long taken = 0;
                  while (!done.get()) {
                    long ended = oldest.get();
                    long read = epoch.get();
                    if (grant.take(read)) {
                      taken++;
                      most.accumulateAndGet(running.incrementAndGet(), Math::max);
                      outdated.compareAndSet(false, read < ended);
                      running.decrementAndGet();
                      grant.release();
                    }
                  }
                  return taken;
                }));
      }
      SplittableRandom random = new SplittableRandom(11);
      for (int i = 1; i <= 200_000; i++) {
        epoch.set(i);
        grant.set(i, allowed);
        if (random.nextBoolean() && grant.reserve(allowed)) {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          running.decrementAndGet();
        }
        grant.set(i, 0);
        oldest.set(i + 1);
      }
      done.set(true);
      for (Future<Long> caller : callers) {
        assertTrue(Await.done("a caller", caller) >= 0);
      }
    }
    assertEquals(0, grant.taken());
    assertTrue(most.get() <= allowed, () -> most + " at once");
    assertFalse(outdated.get(), "a place of a grant that had ended");
  }
}
