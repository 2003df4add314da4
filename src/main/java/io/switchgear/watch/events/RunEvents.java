package io.switchgear.watch.events;

import io.switchgear.cluster.feed.NodeRun;
import io.switchgear.watch.events.Event.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The newest events of one run, a ring for each source. Not thread-safe. */
final class RunEvents {

  private final NodeRun run;
  private final Map<Source, EventRing> rings = new EnumMap<>(Source.class);
  private long last;
  private long lastPosition;

  /**
   * @param kept events of each source
   * @param position of the newest event of all runs
   */
  RunEvents(NodeRun run, int kept, long position) {
    this.run = run;
    this.lastPosition = position;
    for (Source source : Source.values()) {
      rings.put(source, new EventRing(kept));
    }
  }

  NodeRun run() {
    return run;
  }

  /** The last sequence that is known; 0 before the first event. */
  long last() {
    return last;
  }

  /** The position of the newest event; before the first, that of the newest of all runs. */
  long lastPosition() {
    return lastPosition;
  }

  void add(Event event) {
    rings.get(event.kind().source()).add(event);
    last = event.sequence();
    lastPosition = event.position();
  }

  /** Notes that there is nothing more up to a sequence. */
  void reach(long sequence) {
    last = Math.max(last, sequence);
  }

  void keep(int kept) {
    rings.replaceAll((source, ring) -> ring.size() == kept ? ring : ring.resized(kept));
  }

  /** Adds up to {@code limit} events of each source after a position. */
  void copyAfter(long position, int limit, List<Event> to) {
    rings.values().forEach(ring -> ring.copyAfter(Event::position, position, limit, to));
  }

  /** All kept events after a sequence, in their order. */
  List<Event> afterSequence(long sequence) {
    List<Event> all = new ArrayList<>();
    rings
        .values()
        .forEach(ring -> ring.copyAfter(Event::sequence, sequence, Integer.MAX_VALUE, all));
    all.sort(Comparator.comparingLong(Event::sequence));
    return all;
  }

  /** The position just before the first kept event after a sequence; empty without one. */
  OptionalLong positionBefore(long sequence) {
    return rings.values().stream()
        .flatMap(ring -> ring.firstAfter(Event::sequence, sequence).stream())
        .mapToLong(event -> event.position() - 1)
        .min();
  }

  /** The position of a kept event; empty if it is not kept. */
  OptionalLong positionOf(long sequence) {
    return rings.values().stream()
        .flatMap(ring -> ring.lastUpTo(Event::sequence, sequence).stream())
        .filter(event -> event.sequence() == sequence)
        .mapToLong(Event::position)
        .findFirst();
  }

  /** The sequence that a reader at that position has passed. */
  long passedAt(long position) {
    if (position >= lastPosition) {
      return last;
    }
    OptionalLong passed =
        rings.values().stream()
            .flatMap(ring -> ring.lastUpTo(Event::position, position).stream())
            .mapToLong(Event::sequence)
            .max();
    return passed.orElseGet(
        () ->
            rings.values().stream()
                .flatMap(ring -> ring.firstAfter(Event::position, position).stream())
                .mapToLong(event -> event.sequence() - 1)
                .min()
                .orElse(last));
  }
}
