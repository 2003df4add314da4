package io.switchgear.watch.events;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * A ring buffer of the newest events of one run, in their order, which is that of their positions
 * and of their sequences. Adding an event allocates nothing.
 */
final class EventRing {

  private final Event[] events;

  /** The number of events ever added. */
  private long added;

  EventRing(int size) {
    events = new Event[size];
  }

  /** A ring of another size with the newest of the events. */
  EventRing resized(int size) {
    EventRing other = new EventRing(size);
    for (long at = Math.max(oldest(), added - size); at < added; at++) {
      other.add(events[slot(at)]);
    }
    return other;
  }

  int size() {
    return events.length;
  }

  void add(Event event) {
    events[slot(added++)] = event;
  }

  /** Copies up to {@code limit} events after a value to the list, oldest first. */
  void copyAfter(ToLongFunction<Event> order, long value, int limit, List<Event> to) {
    long from = indexAfter(order, value);
    long end = added - from > limit ? from + limit : added;
    for (long at = from; at < end; at++) {
      to.add(events[slot(at)]);
    }
  }

  /** The first event after a value. */
  Optional<Event> firstAfter(ToLongFunction<Event> order, long value) {
    long at = indexAfter(order, value);
    return at < added ? Optional.of(events[slot(at)]) : Optional.empty();
  }

  /** The last event that is not after a value. */
  Optional<Event> lastUpTo(ToLongFunction<Event> order, long value) {
    long at = indexAfter(order, value);
    return at > oldest() ? Optional.of(events[slot(at - 1)]) : Optional.empty();
  }

  private long indexAfter(ToLongFunction<Event> order, long value) {
    long low = oldest();
    long high = added;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (order.applyAsLong(events[slot(middle)]) > value) {
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
