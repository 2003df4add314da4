package io.switchgear.tools.portscan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A hashed timing wheel: scheduling and cancelling cost the same however many timers wait.
 *
 * <p>Deadlines fall into slots of one tick (4.2 ms); a timer further away than one turn (4.3 s)
 * stays in its slot until its turn comes. Timers are linked into their slot themselves, so that
 * nothing is allocated. For one thread. After G. Varghese and T. Lauck, "Hashed and Hierarchical
 * Timing Wheels", SOSP 1987, scheme 6.
 */
final class TimerWheel {

  private static final int TICK_SHIFT = 22;
  private static final int SLOTS = 1 << 10;

  private final Timer[] slots = new Timer[SLOTS];
  private final List<Timer> due = new ArrayList<>();
  private long tick;

  /**
   * @param now on the clock that deadlines are given in, nanoseconds
   */
  TimerWheel(long now) {
    tick = now >> TICK_SHIFT;
  }

  /** Something that waits for a moment; in at most one wheel, once. */
  abstract static class Timer {
    private Timer previous;
    private Timer next;
    private long deadline;
    private int slot = -1;

    final boolean isScheduled() {
      return slot >= 0;
    }
  }

  /**
   * Puts a timer in, or moves it. A deadline that has passed is due at the next {@link #expire}.
   */
  void schedule(Timer timer, long deadline) {
    cancel(timer);
    int slot = (int) Math.max(deadline >> TICK_SHIFT, tick) & (SLOTS - 1);
    timer.deadline = deadline;
    timer.slot = slot;
    timer.next = slots[slot];
    if (timer.next != null) {
      timer.next.previous = timer;
    }
    slots[slot] = timer;
  }

  /** Takes a timer out; nothing happens when it is not in. */
  void cancel(Timer timer) {
    if (timer.slot < 0) {
      return;
    }
    if (timer.previous == null) {
      slots[timer.slot] = timer.next;
    } else {
      timer.previous.next = timer.next;
    }
    if (timer.next != null) {
      timer.next.previous = timer.previous;
    }
    timer.previous = null;
    timer.next = null;
    timer.slot = -1;
  }

  /** Takes out every timer whose deadline is not after {@code now} and hands it on. */
  void expire(long now, Consumer<Timer> action) {
    long last = now >> TICK_SHIFT;
    long first = Math.max(tick, last - SLOTS + 1);
    for (long at = first; at <= last; at++) {
      for (Timer timer = slots[(int) at & (SLOTS - 1)]; timer != null; timer = timer.next) {
        if (timer.deadline - now <= 0) {
          due.add(timer);
        }
      }
    }
    tick = Math.max(tick, last);
    // Taken out before the first is handed on: what the action schedules cannot be met again here.
    due.forEach(this::cancel);
    due.forEach(action);
    due.clear();
  }

  /** Nanoseconds until a slot with timers comes round; at most {@code limit}. */
  long untilNext(long now, long limit) {
    long last = (now + limit) >> TICK_SHIFT;
    for (long at = Math.max(tick, last - SLOTS + 1); at < last; at++) {
      if (slots[(int) at & (SLOTS - 1)] != null) {
        return Math.clamp(((at + 1) << TICK_SHIFT) - now, 0, limit);
      }
    }
    return limit;
  }
}
