package io.switchgear.tools.portscan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A hashed timing wheel: scheduling and cancelling take constant time.
 *
 * <p>Deadlines are hashed to slots of one tick (4.2 ms). A timer that is more than one turn (4.3 s)
 * away stays in its slot until it is due. Timers are the nodes of the slots' linked lists, so
 * scheduling allocates nothing. Not thread-safe. After G. Varghese and T. Lauck, "Hashed and
 * Hierarchical Timing Wheels", SOSP 1987, scheme 6.
 */
final class TimerWheel {

  private static final int TICK_SHIFT = 22;
  private static final int SLOTS = 1 << 10;

  private final Timer[] slots = new Timer[SLOTS];
  private final List<Timer> due = new ArrayList<>();
  private long tick;

  /**
   * @param now the current time in nanoseconds, on the clock of the deadlines
   */
  TimerWheel(long now) {
    tick = now >> TICK_SHIFT;
  }

  /** A timer; in at most one wheel at a time. */
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
   * Schedules or reschedules a timer. A timer whose deadline has passed expires at the next {@link
   * #expire}.
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

  /** Cancels a timer; no effect if it is not scheduled. */
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

  /** Removes every timer whose deadline is not after {@code now}, and runs the action for it. */
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
    // Remove all timers before the first action, because actions may schedule timers.
    due.forEach(this::cancel);
    due.forEach(action);
    due.clear();
  }

  /** Nanoseconds until the next slot with timers; at most {@code limit}. */
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
