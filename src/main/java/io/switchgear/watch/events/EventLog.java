package io.switchgear.watch.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.events.Event.Kind;
import io.switchgear.watch.events.Event.Source;
import io.switchgear.watch.view.ViewMapper;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest events in one sequence: the last {@value #KEPT} events of calls, of jobs, and of all
 * others, so that many calls or jobs do not displace the others. A reader has a position instead of
 * a queue, so slow readers cost nothing; they learn how many events they missed. Thread-safe; never
 * waits for a reader.
 */
public final class EventLog {

  /** Events kept of each {@link Event.Source}. */
  public static final int KEPT = 1_000;

  /** Maximum characters of each text in an event. */
  private static final int TEXT_CHARS = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  private final InstantSource clock;
  private final LiveValues live = new LiveValues();
  private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();

  private final Map<Source, EventRing> rings = new EnumMap<>(Source.class);
  private final long first;
  private long last;

  public EventLog() {
    this(InstantSource.system());
  }

  EventLog(InstantSource clock) {
    this.clock = clock;
    // There are never a thousand events per millisecond, so a later process starts with higher ids.
    this.first = clock.millis() * 1_000;
    this.last = first;
    for (Source source : Source.values()) {
      rings.put(source, new EventRing(KEPT));
    }
  }

  /**
   * A batch of events for a reader.
   *
   * @param missed events after its position that are no longer kept
   * @param events in order
   * @param position the position for the next batch
   */
  public record Batch(long missed, List<Event> events, long position) {}

  /** A registered listener; closing it removes the listener. */
  @FunctionalInterface
  public interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  /** Values that change too often to be kept as events. They are sent on the same streams. */
  public LiveValues live() {
    return live;
  }

  /** The position for a reader that wants only future events. */
  public synchronized long end() {
    return last;
  }

  /** The position for a reader that wants all events that are kept. */
  public synchronized long start() {
    return rings.values().stream()
        .filter(ring -> !ring.isEmpty())
        .mapToLong(ring -> ring.firstId() - 1)
        .min()
        .orElse(last);
  }

  /** Whether the id belongs to this log. An id of an earlier process does not. */
  public synchronized boolean knows(long id) {
    return id >= first && id <= last;
  }

  /**
   * The events after a position.
   *
   * @param position an id that this log {@link #knows}
   * @param limit at least 1
   * @return empty if there is none yet
   */
  public synchronized Optional<Batch> after(long position, int limit) {
    List<Event> all = new ArrayList<>();
    rings.values().forEach(ring -> ring.copyAfter(position, limit, all));
    if (all.isEmpty()) {
      return Optional.empty();
    }
    all.sort(Comparator.comparingLong(Event::id));
    List<Event> events = List.copyOf(all.subList(0, Math.min(limit, all.size())));
    long reached = events.getLast().id();
    return Optional.of(new Batch(reached - position - events.size(), events, reached));
  }

  /**
   * Adds a listener for all later events.
   *
   * @param listener must return at once; called for one event after the other, in their order;
   *     exceptions are logged
   */
  public Listening listen(Consumer<Event> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /**
   * @param facts a record of {@link io.switchgear.watch.view}; its texts are sanitized
   */
  void add(Kind kind, Record facts) {
    add(kind, ViewMapper.tree(facts));
  }

  /**
   * @param facts must not be changed afterwards; their texts are sanitized
   */
  void add(Kind kind, ObjectNode facts) {
    append(kind, UntrustedText.lines(facts, TEXT_CHARS), true);
  }

  /**
   * Adds what another node told.
   *
   * @param facts as in {@link #add(Kind, Record)}
   */
  void addTold(Kind kind, Record facts) {
    append(kind, UntrustedText.lines(ViewMapper.tree(facts), TEXT_CHARS), false);
  }

  private synchronized void append(Kind kind, ObjectNode facts, boolean here) {
    Event event = new Event(++last, clock.instant(), kind, facts, here);
    rings.get(kind.source()).add(event);
    for (Consumer<Event> listener : listeners) {
      notify(listener, event);
    }
  }

  private static void notify(Consumer<Event> listener, Event event) {
    try {
      listener.accept(event);
    } catch (RuntimeException bug) {
      LOG.error("a listener failed on event {}", event.id(), bug);
    }
  }
}
