package io.switchgear.tools.portscan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {

  private static final long MILLI = 1_000_000L;

  private static final class Bell extends TimerWheel.Timer {
    final long at;

    Bell(long at) {
      this.at = at;
    }
  }

  private final TimerWheel wheel = new TimerWheel(0);
  private final List<TimerWheel.Timer> rung = new ArrayList<>();

  @Test
  void ringsNoEarlierThanTheDeadline() {
    Bell bell = new Bell(100 * MILLI);
    wheel.schedule(bell, bell.at);
    wheel.expire(bell.at - 1, rung::add);
    assertEquals(List.of(), rung);
    wheel.expire(bell.at, rung::add);
    assertEquals(List.of(bell), rung);
    assertFalse(bell.isScheduled());
  }

  @Test
  void waitsForMoreThanOneTurn() {
    Bell bell = new Bell(60_000 * MILLI);
    wheel.schedule(bell, bell.at);
    for (long now = 0; now < bell.at; now += 3 * MILLI) {
      wheel.expire(now, rung::add);
    }
    assertEquals(List.of(), rung);
    wheel.expire(bell.at, rung::add);
    assertEquals(List.of(bell), rung);
  }

  @Test
  void aCancelledTimerDoesNotRing() {
    Bell bell = new Bell(MILLI);
    wheel.schedule(bell, bell.at);
    wheel.cancel(bell);
    wheel.cancel(bell);
    wheel.expire(10 * MILLI, rung::add);
    assertEquals(List.of(), rung);
  }

  @Test
  void aDeadlineThatHasPassedRingsAtOnce() {
    wheel.expire(500 * MILLI, rung::add);
    Bell bell = new Bell(MILLI);
    wheel.schedule(bell, bell.at);
    wheel.expire(500 * MILLI, rung::add);
    assertEquals(List.of(bell), rung);
  }

  @Test
  void whatRingsMayScheduleAgain() {
    Bell bell = new Bell(MILLI);
    wheel.schedule(bell, bell.at);
    wheel.expire(
        5 * MILLI,
        timer -> {
          rung.add(timer);
          wheel.schedule(timer, 5 * MILLI);
        });
    assertEquals(1, rung.size());
    assertTrue(bell.isScheduled());
  }

  @Test
  void saysHowLongUntilTheNext() {
    assertEquals(200 * MILLI, wheel.untilNext(0, 200 * MILLI));
    Bell bell = new Bell(50 * MILLI);
    wheel.schedule(bell, bell.at);
    long wait = wheel.untilNext(0, 200 * MILLI);
    assertTrue(wait >= bell.at && wait <= bell.at + 5 * MILLI, () -> "waits " + wait);
    assertEquals(0, wheel.untilNext(60 * MILLI, 200 * MILLI));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void agreesWithAPriorityQueue(long seed) {
    Random random = new Random(seed);
    PriorityQueue<Bell> model = new PriorityQueue<>(Comparator.comparingLong(bell -> bell.at));
    long now = -5_000 * MILLI;
    TimerWheel tried = new TimerWheel(now);
    for (int step = 0; step < 20_000; step++) {
      int action = random.nextInt(10);
      if (action < 6) {
        Bell bell = new Bell(now + random.nextLong(-10 * MILLI, 9_000 * MILLI));
        tried.schedule(bell, bell.at);
        model.add(bell);
      } else if (action < 8 && !model.isEmpty()) {
        tried.cancel(model.poll());
      } else {
        now += random.nextLong(1, 40 * MILLI);
        List<Long> expected = new ArrayList<>();
        while (!model.isEmpty() && model.peek().at <= now) {
          expected.add(model.poll().at);
        }
        List<Long> actual = new ArrayList<>();
        tried.expire(now, timer -> actual.add(((Bell) timer).at));
        actual.sort(null);
        assertEquals(expected, actual, "seed " + seed + ", step " + step);
      }
    }
  }
}
