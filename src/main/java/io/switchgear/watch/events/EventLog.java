package io.switchgear.watch.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.cluster.feed.NodeRun;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.events.Event.Kind;
import io.switchgear.watch.view.ViewMapper;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest events of this node and of the others, in the order in which this node heard of them.
 * Of its own events it keeps the last {@value #KEPT} of calls, of jobs, of what MCP clients are
 * offered, and of all others, so that many calls or jobs do not displace the others; of other nodes
 * as many, up to {@value #KEPT_OF_OTHERS} of each kind for all of them. A reader has a position
 * instead of a queue, so slow readers cost nothing. Thread-safe; never waits for a reader.
 */
public final class EventLog {

  /** Events of a node that are kept of each {@link Event.Source}. */
  public static final int KEPT = 1_000;

  /** As {@link #KEPT}, of all other nodes together. */
  static final int KEPT_OF_OTHERS = 6_000;

  /** Runs of processes that have ended whose events are kept. */
  static final int ENDED_RUNS = 16;

  private static final int FORGOTTEN_RUNS = 1_000;

  /** Maximum characters of each text in an event. */
  private static final int TEXT_CHARS = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  private final InstantSource clock;
  private final LiveValues live = new LiveValues();
  private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();

  private final RunEvents own;

  /** By their tokens; the own one first. */
  private final Map<String, RunEvents> runs = new LinkedHashMap<>();

  private final Map<String, Boolean> forgotten =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > FORGOTTEN_RUNS;
        }
      };

  private Set<NodeRun> running = Set.of();
  private long position;

  /**
   * @param node name of this node
   */
  public EventLog(String node) {
    this(node, InstantSource.system());
  }

  EventLog(String node, InstantSource clock) {
    this.clock = clock;
    NodeRun run = NodeRun.starting(node, clock.millis(), new SecureRandom());
    this.position = run.id(0);
    this.own = new RunEvents(run, KEPT, position);
    runs.put(run.token(), own);
  }

  /**
   * A batch of events for a reader.
   *
   * @param events in order
   * @param position the position for the next batch
   */
  record Batch(List<Event> events, long position) {}

  /**
   * Where a reader is.
   *
   * @param passed by the tokens of runs: the last sequence that it needs no more
   */
  record Place(long position, Map<String, Long> passed) {}

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

  /** This node in this run. */
  public NodeRun run() {
    return own.run();
  }

  /** The place of a reader that wants only future events. */
  synchronized Place end() {
    return place(position);
  }

  /** The place of a reader that wants all events that are kept. */
  synchronized Place start() {
    return place(
        runs.values().stream()
            .flatMapToLong(run -> run.positionBefore(0).stream())
            .min()
            .orElse(position));
  }

  /**
   * The place of a reader whose last event was one of this node.
   *
   * @param id as {@link Event#id} says it
   * @return empty if this run of the node has no such event
   */
  synchronized Optional<Place> after(long id) {
    long sequence = id - own.run().id(0);
    if (sequence < 0 || sequence > own.last()) {
      return Optional.empty();
    }
    OptionalLong kept = own.positionOf(sequence);
    Place place =
        kept.isPresent()
            ? place(kept.getAsLong())
            : place(own.positionBefore(sequence).orElse(position));
    Map<String, Long> passed = new LinkedHashMap<>(place.passed());
    passed.put(own.run().token(), sequence);
    return Optional.of(new Place(place.position(), passed));
  }

  /** The position before the first event that a reader needs. */
  synchronized long positionFor(Map<String, Long> passed) {
    return runs.values().stream()
        .flatMapToLong(
            run -> run.positionBefore(passed.getOrDefault(run.run().token(), 0L)).stream())
        .min()
        .orElse(position);
  }

  private Place place(long at) {
    Map<String, Long> passed = new LinkedHashMap<>();
    runs.forEach((token, run) -> passed.put(token, run.passedAt(at)));
    return new Place(at, passed);
  }

  /** The last sequence of a run; empty if nothing is kept of it. */
  synchronized OptionalLong last(String token) {
    RunEvents run = runs.get(token);
    return run == null ? OptionalLong.empty() : OptionalLong.of(run.last());
  }

  /**
   * The events after a position.
   *
   * @param limit at least 1
   * @return empty if there is none yet
   */
  synchronized Optional<Batch> after(long position, int limit) {
    if (position >= this.position) {
      return Optional.empty();
    }
    List<Event> all = new ArrayList<>();
    runs.values().forEach(run -> run.copyAfter(position, limit, all));
    if (all.isEmpty()) {
      return Optional.empty();
    }
    all.sort(Comparator.comparingLong(Event::position));
    List<Event> events = List.copyOf(all.subList(0, Math.min(limit, all.size())));
    return Optional.of(new Batch(events, events.getLast().position()));
  }

  /** The events of a kind that are kept, in the order in which this node heard of them. */
  List<Event> kept(Kind kind) {
    return after(start().position(), Integer.MAX_VALUE).stream()
        .flatMap(batch -> batch.events().stream())
        .filter(event -> event.kind() == kind)
        .toList();
  }

  /**
   * Adds a listener for all later events, also those of other nodes.
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
    append(kind, UntrustedText.lines(facts, TEXT_CHARS));
  }

  private synchronized void append(Kind kind, ObjectNode facts) {
    append(
        own, new Event(++position, own.run(), own.last() + 1, clock.instant(), kind, facts, true));
  }

  private void append(RunEvents run, Event event) {
    run.add(event);
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

  /**
   * What another node tells.
   *
   * @param facts their texts are sanitized
   */
  record Told(long sequence, Instant at, Kind kind, ObjectNode facts) {}

  /**
   * Adds what another node told, as far as it is new.
   *
   * @param after the sequence from which it continues
   * @param upTo the sequence that it reaches
   * @return the added events
   */
  synchronized List<Event> tell(NodeRun of, long after, long upTo, List<Told> told) {
    if (of.equals(own.run())) {
      return List.of();
    }
    RunEvents run = runs.get(of.token());
    if (run == null) {
      run = begin(of);
    }
    if (after > run.last()) {
      return List.of();
    }
    List<Event> added = new ArrayList<>();
    for (Told each : told) {
      if (each.sequence() > run.last()) {
        ObjectNode facts = UntrustedText.lines(each.facts(), TEXT_CHARS);
        Event event =
            new Event(++position, of, each.sequence(), each.at(), each.kind(), facts, false);
        append(run, event);
        added.add(event);
      }
    }
    run.reach(upTo);
    return added;
  }

  private RunEvents begin(NodeRun of) {
    RunEvents run = new RunEvents(of, KEPT, position);
    runs.put(of.token(), run);
    fit();
    return run;
  }

  /** Forgets the runs that ended first, and gives the others their share of the room. */
  private void fit() {
    List<RunEvents> ended =
        runs.values().stream()
            .filter(run -> run != own && !running.contains(run.run()))
            .sorted(Comparator.comparingLong(RunEvents::lastPosition))
            .toList();
    for (RunEvents run : ended.subList(0, Math.max(0, ended.size() - ENDED_RUNS))) {
      runs.remove(run.run().token());
      forgotten.put(run.run().token(), true);
    }
    int others = runs.size() - 1;
    int share = others == 0 ? KEPT : Math.clamp(KEPT_OF_OTHERS / others, 1, KEPT);
    runs.values().stream().filter(run -> run != own).forEach(run -> run.keep(share));
  }

  /**
   * @param now the runs of other nodes that are running
   */
  synchronized void running(Set<NodeRun> now) {
    running = Set.copyOf(now);
    fit();
  }

  /** Whether a run that has ended may be taken from another node. */
  synchronized boolean hasRoomFor(NodeRun run) {
    long ended = runs.values().stream().filter(each -> !running.contains(each.run())).count() - 1;
    return ended < ENDED_RUNS && !forgotten.containsKey(run.token());
  }

  /** The last sequences of all runs. */
  synchronized Map<NodeRun, Long> reached() {
    Map<NodeRun, Long> all = new LinkedHashMap<>();
    runs.values().forEach(run -> all.put(run.run(), run.last()));
    return all;
  }

  /** The kept events of a run after a sequence, and the last sequence. */
  synchronized RunPart part(NodeRun of, long after) {
    RunEvents run = runs.get(of.token());
    return run == null
        ? new RunPart(List.of(), after)
        : new RunPart(run.afterSequence(after), Math.max(after, run.last()));
  }

  /**
   * @param last the last sequence of the run
   */
  record RunPart(List<Event> events, long last) {}
}
