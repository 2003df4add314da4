package io.switchgear.calls.drill;

import io.switchgear.calls.drill.Drill.Fault;
import io.switchgear.calls.drill.DrillListener.Change;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.Tool;
import io.switchgear.tool.UntrustedText;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The drills that are on, at most one per tool. Safe for use by many threads. */
public final class Drills {

  private static final Logger LOG = LoggerFactory.getLogger(Drills.class);
  private static final int LOGGED = 700;

  private volatile boolean enabled;
  private final InstantSource clock;

  /** Of a kind whose {@code computeIfPresent} is atomic. */
  private final ConcurrentHashMap<String, Drill> drills = new ConcurrentHashMap<>();

  private final List<DrillListener> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param enabled whether faults may be played here at all
   */
  public Drills(boolean enabled) {
    this(enabled, InstantSource.system());
  }

  Drills(boolean enabled, InstantSource clock) {
    this.enabled = enabled;
    this.clock = clock;
  }

  public boolean isEnabled() {
    return enabled;
  }

  /** Whether faults may be played from now on; when not, what is on ends. */
  public void enable(boolean on) {
    enabled = on;
    if (!on) {
      clearAll();
    }
  }

  /** Tells the listener of every drill from now on. */
  public void listen(DrillListener listener) {
    listeners.add(listener);
  }

  private void tell(Change change, Drill drill) {
    listeners.forEach(listener -> listener.onDrill(change, drill));
  }

  /** The tool with its faults played on it. */
  public Tool wrap(Tool tool) {
    return new DrilledTool(tool, this);
  }

  /**
   * Sets a drill in place of the tool's earlier one, if there was one.
   *
   * @param delay of a slow call; zero for the other faults
   * @throws IllegalArgumentException if a value is out of its range; the message says what is
   *     allowed
   * @throws IllegalStateException if drills are off
   */
  public Drill set(
      String tool, Fault fault, int times, Duration delay, String operator, String reason) {
    if (!enabled) {
      throw new IllegalStateException(
          "drills are off here; set switchgear.drills.enabled = true and reload");
    }
    Drill drill = new Drill(tool, fault, times, times, delay, operator, reason, clock.instant());
    drills.put(tool, drill);
    LOG.warn("{}", UntrustedText.line(drill.sentence(), LOGGED));
    tell(Change.SET, drill);
    return drill;
  }

  /** Ends the tool's drill; empty if none was on. */
  public Optional<Drill> clear(String tool) {
    Optional<Drill> cleared = Optional.ofNullable(drills.remove(tool));
    cleared.ifPresent(
        drill -> {
          LOG.warn(
              "The drill on '{}' is off, with {} left", tool, Quantity.of(drill.left(), "call"));
          tell(Change.CLEARED, drill);
        });
    return cleared;
  }

  /** Ends all drills; returns those that were on. */
  public List<Drill> clearAll() {
    return drills.keySet().stream().sorted().map(this::clear).flatMap(Optional::stream).toList();
  }

  /** In the order of the tools' names. */
  public List<Drill> list() {
    return drills.values().stream().sorted(Comparator.comparing(Drill::tool)).toList();
  }

  public Optional<Drill> of(String tool) {
    return Optional.ofNullable(drills.get(tool));
  }

  /** Uses up one call of the tool's drill; empty if none is on. */
  Optional<Drill> take(String tool) {
    Drill[] taken = new Drill[1];
    drills.computeIfPresent(
        tool,
        (name, drill) -> {
          taken[0] = drill.used();
          return taken[0].left() == 0 ? null : taken[0];
        });
    Optional<Drill> drill = Optional.ofNullable(taken[0]);
    drill
        .filter(last -> last.left() == 0)
        .ifPresent(
            last -> {
              LOG.warn(
                  "The drill on '{}' is used up after {}", tool, Quantity.of(last.times(), "call"));
              tell(Change.USED_UP, last);
            });
    return drill;
  }
}
