package io.switchgear.watch.events;

import java.util.List;

/**
 * A ring buffer of the newest events, in the order of their ids. Adding an event allocates nothing.
 */
final class EventRing {

  private final Event[] events;

  /** The number of events ever added. */
  private long added;

  EventRing(int size) {
    events = new Event[size];
  }

  /**
   * @param event its id must be greater than all before
   */
  void add(Event event) {
    events[slot(added++)] = event;
  }

  boolean isEmpty() {
    return added == 0;
  }

  /** The id of the oldest event that is kept. The ring must not be empty. */
  long firstId() {
    return events[slot(oldest())].id();
  }

  /** Copies up to {@code limit} events after a position to the list, oldest first. */
  void copyAfter(long position, int limit, List<Event> to) {
    long from = firstAfter(position);
    long end = added - from > limit ? from + limit : added;
    for (long at = from; at < end; at++) {
      to.add(events[slot(at)]);
    }
  }

  private long firstAfter(long position) {
    long low = oldest();
    long high = added;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (events[slot(middle)].id() > position) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private long oldest() {
    return Math.max(0, added - events.length);
  }

  private int slot(long number) {
    return (int) (number % events.length);
  }
}
