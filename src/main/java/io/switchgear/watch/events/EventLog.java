package io.switchgear.watch.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.events.Event.Kind;
import io.switchgear.watch.view.ViewMapper;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest events, in one sequence: the last {@value #KEPT} of calls and, so that a storm of
 * calls does not crowd them out, the last {@value #KEPT} of all others. Whoever reads holds a
 * position and no queue, so the slowest reader costs nothing; what it misses it is told of. Safe
 * for use by many threads; nothing here waits for a reader.
 */
public final class EventLog {

  /** Events kept of calls, and again of everything else. */
  public static final int KEPT = 1_000;

  /** Of each text in an event. */
  private static final int TEXT_CHARS = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  private final InstantSource clock;
  private final LiveValues live = new LiveValues();
  private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();

  private final EventRing ofCalls = new EventRing(KEPT);
  private final EventRing ofOthers = new EventRing(KEPT);
  private final long first;
  private long last;

  public EventLog() {
    this(InstantSource.system());
  }

  EventLog(InstantSource clock) {
    this.clock = clock;
    // A thousand events per millisecond are not to be had, so a later process starts higher.
    this.first = clock.millis() * 1_000;
    this.last = first;
  }

  /**
   * What a reader gets.
   *
   * @param missed events after its position that are no longer kept
   * @param events in their order
   * @param position to read on from
   */
  public record Batch(long missed, List<Event> events, long position) {}

  /** Ends the listening. */
  @FunctionalInterface
  public interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  /** What changes too often to be kept, told on the same streams. */
  public LiveValues live() {
    return live;
  }

  /** Where a reader stands that wants only what is yet to come. */
  public synchronized long end() {
    return last;
  }

  /** Where a reader stands that wants everything there is; it misses nothing by that. */
  public synchronized long start() {
    long start = last;
    if (!ofCalls.isEmpty()) {
      start = Math.min(start, ofCalls.firstId() - 1);
    }
    return ofOthers.isEmpty() ? start : Math.min(start, ofOthers.firstId() - 1);
  }

  /** Whether an event of this log can have had this id; else it is another process's. */
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
    List<Event> both = new ArrayList<>();
    ofCalls.copyAfter(position, limit, both);
    ofOthers.copyAfter(position, limit, both);
    if (both.isEmpty()) {
      return Optional.empty();
    }
    both.sort(Comparator.comparingLong(Event::id));
    List<Event> events = List.copyOf(both.subList(0, Math.min(limit, both.size())));
    long reached = events.getLast().id();
    return Optional.of(new Batch(reached - position - events.size(), events, reached));
  }

  /**
   * Tells of every event from now on.
   *
   * @param listener must return at once; called one after the other and in the events' order; what
   *     it throws is logged
   */
  public Listening listen(Consumer<Event> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /**
   * @param facts a record of {@link io.switchgear.watch.view}; its texts are cleaned
   */
  void add(Kind kind, Record facts) {
    add(kind, ViewMapper.tree(facts));
  }

  /**
   * @param facts not changed by the caller afterwards; their texts are cleaned
   */
  void add(Kind kind, ObjectNode facts) {
    append(kind, UntrustedText.lines(facts, TEXT_CHARS));
  }

  private synchronized void append(Kind kind, ObjectNode facts) {
    Event event = new Event(++last, clock.instant(), kind, facts);
    (kind.isOfCall() ? ofCalls : ofOthers).add(event);
    for (Consumer<Event> listener : listeners) {
      tell(listener, event);
    }
  }

  private static void tell(Consumer<Event> listener, Event event) {
    try {
      listener.accept(event);
    } catch (RuntimeException bug) {
      LOG.error("a listener failed on event {}", event.id(), bug);
    }
  }
}
