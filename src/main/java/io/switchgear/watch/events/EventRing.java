package io.switchgear.watch.events;

import java.util.List;

/** The newest events of some kind, in the order of their ids; to add one takes no memory. */
final class EventRing {

  private final Event[] events;

  /** Of all that were ever added; the oldest that is kept is the {@code events.length}th last. */
  private long added;

  EventRing(int size) {
    events = new Event[size];
  }

  /**
   * @param event of a greater id than all before
   */
  void add(Event event) {
    events[slot(added++)] = event;
  }

  boolean isEmpty() {
    return added == 0;
  }

  /** The id of the oldest that is kept; there must be one. */
  long firstId() {
    return events[slot(oldest())].id();
  }

  /** Adds up to so many of those after a position to the list, oldest first. */
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
