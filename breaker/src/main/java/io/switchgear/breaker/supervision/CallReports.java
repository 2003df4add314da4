package io.switchgear.breaker.supervision;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Reports of calls that were started under grants, until the supervisor reads them. It reads them
 * before each message, so the sender of a message finds its earlier calls counted. Without other
 * messages the supervisor is woken after {@value #BATCH} reports or after {@link #LATEST}. A report
 * that may change the breaker's state wakes it at once.
 */
final class CallReports<O> {

  /** Reports after which the supervisor is woken at the latest. */
  static final int BATCH = 1024;

  /** The age of a report at which the supervisor is woken at the latest. */
  static final Duration LATEST = Duration.ofMillis(10);

  /** How the supervisor is woken. */
  interface Bell {

    /** Sends the supervisor a message now. */
    void ring();

    /** Sends it a message after that time. */
    void ringIn(Duration delay);
  }

  private final ConcurrentLinkedQueue<Report<O>> unread = new ConcurrentLinkedQueue<>();
  private final AtomicInteger added = new AtomicInteger();
  private final AtomicBoolean rung = new AtomicBoolean();
  private final AtomicBoolean set = new AtomicBoolean();

  /** Adds a report that can wait. */
  void add(Report<O> report, Bell bell) {
    unread.add(report);
    if (added.incrementAndGet() % BATCH == 0) {
      wake(bell);
    } else if (!set.get() && set.compareAndSet(false, true)) {
      bell.ringIn(LATEST);
    }
  }

  /** Wakes the supervisor, unless that has been done since it last woke. */
  void wake(Bell bell) {
    if (!rung.get() && rung.compareAndSet(false, true)) {
      bell.ring();
    }
  }

  /** The supervisor has been woken, and reads all reports that were added before. */
  void awake() {
    set.set(false);
    rung.set(false);
  }

  /** Removes and returns the oldest report; empty if there are no reports. */
  Optional<Report<O>> next() {
    return Optional.ofNullable(unread.poll());
  }

  /** Removes and returns all reports. */
  List<Report<O>> drain() {
    return Stream.generate(unread::poll).takeWhile(Objects::nonNull).toList();
  }

  boolean isEmpty() {
    return unread.isEmpty();
  }
}
