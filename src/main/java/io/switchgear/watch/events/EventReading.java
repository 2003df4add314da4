package io.switchgear.watch.events;

import io.switchgear.cluster.feed.NodeRun;
import io.switchgear.watch.events.EventLog.Batch;
import io.switchgear.watch.events.EventLog.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A reader of the event log. It gets each event once, those of each run in their order, also if it
 * continues at another node. Used by one thread.
 */
public final class EventReading {

  /** An id for a reader that wants all events that are kept. */
  public static final String ALL = "0";

  /**
   * A reader may have more of a run than a node that is behind; more than this cannot be, because a
   * node that is so far behind has lost the events in between anyway.
   */
  static final long MOST_AHEAD = 100_000;

  private static final String NUMBER = "[0-9]{1,18}";

  private final EventLog log;
  private final EventCursor cursor;

  /** Whether the first event of a run that the reader does not know is not the first for it. */
  private final boolean resumed;

  private long position;
  private boolean restarted;

  /** What a reader gets. */
  public sealed interface Part {

    /** The id in its cursor names a run that this node does not know: events may be missing. */
    record Restarted() implements Part {}

    /** Events of a node that are no longer kept. */
    record Missed(String node, long count) implements Part {}

    /**
     * @param cursor to continue after this event
     */
    record Happened(Event event, String cursor) implements Part {}
  }

  private EventReading(
      EventLog log, EventCursor cursor, long position, boolean resumed, boolean restarted) {
    this.log = log;
    this.cursor = cursor;
    this.position = position;
    this.resumed = resumed;
    this.restarted = restarted;
  }

  /**
   * @param lastId the cursor of the last event that the reader has; {@link #ALL}; the {@link
   *     Event#id} of an event of this node; empty for future events only. Any other text is like
   *     {@link #ALL} after a {@link Part.Restarted}
   */
  public static EventReading of(EventLog log, Optional<String> lastId) {
    if (lastId.isEmpty()) {
      return from(log, log.end(), false);
    }
    String id = lastId.get();
    if (id.equals(ALL)) {
      return from(log, log.start(), false);
    }
    return (id.matches(NUMBER)
            ? log.after(Long.parseLong(id)).map(place -> from(log, place, false))
            : EventCursor.parse(id).flatMap(cursor -> resumed(log, cursor)))
        .orElseGet(() -> from(log, log.start(), true));
  }

  private static EventReading from(EventLog log, Place place, boolean restarted) {
    return new EventReading(
        log, new EventCursor(place.passed()), place.position(), false, restarted);
  }

  /** Empty if nobody can have such a cursor. */
  private static Optional<EventReading> resumed(EventLog log, EventCursor cursor) {
    boolean lost = false;
    for (Map.Entry<String, Long> passed : cursor.passed().entrySet()) {
      String token = passed.getKey();
      OptionalLong last = log.last(token);
      if (last.isEmpty()) {
        lost |= cursor.lose(token);
      } else if (passed.getValue()
          > last.getAsLong() + (token.equals(log.run().token()) ? 0 : MOST_AHEAD)) {
        return Optional.empty();
      }
    }
    return Optional.of(new EventReading(log, cursor, log.positionFor(cursor.passed()), true, lost));
  }

  /**
   * The next events. Before them it says how many events of their nodes are missing.
   *
   * @param most events, at least 1
   * @return empty if there is none yet
   */
  public List<Part> next(int most) {
    if (restarted) {
      restarted = false;
      return List.of(new Part.Restarted());
    }
    while (true) {
      Optional<Batch> batch = log.after(position, most);
      if (batch.isEmpty()) {
        return List.of();
      }
      position = batch.get().position();
      List<Part> parts = parts(batch.get().events());
      if (!parts.isEmpty()) {
        return parts;
      }
    }
  }

  private List<Part> parts(List<Event> events) {
    Map<NodeRun, Long> missed = new LinkedHashMap<>();
    List<Part> happened = new ArrayList<>();
    for (Event event : events) {
      String token = event.run().token();
      long passed = cursor.passed(token).orElse(resumed ? 0 : event.sequence() - 1);
      if (event.sequence() > passed) {
        missed.merge(event.run(), event.sequence() - passed - 1, Long::sum);
        cursor.pass(token, event.sequence());
        happened.add(new Part.Happened(event, cursor.text()));
      }
    }
    List<Part> parts = new ArrayList<>();
    missed.forEach(
        (run, count) -> {
          if (count > 0) {
            parts.add(new Part.Missed(run.node(), count));
          }
        });
    parts.addAll(happened);
    return parts;
  }
}
