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

/** The active drills, at most one for each tool. Safe for use by many threads. */
public final class Drills {

  private static final Logger LOG = LoggerFactory.getLogger(Drills.class);
  private static final int LOGGED = 700;

  private volatile boolean enabled;
  private final InstantSource clock;

  /** This type because its {@code computeIfPresent} is atomic. */
  private final ConcurrentHashMap<String, Drill> drills = new ConcurrentHashMap<>();

  private final List<DrillListener> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param enabled whether operators may set drills
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

  /** Allows drills, or forbids them and ends the active ones. */
  public void enable(boolean on) {
    enabled = on;
    if (!on) {
      clearAll();
    }
  }

  /** Adds a listener for all later changes. */
  public void listen(DrillListener listener) {
    listeners.add(listener);
  }

  private void tell(Change change, Drill drill) {
    listeners.forEach(listener -> listener.onDrill(change, drill));
  }

  /** Wraps a tool so that its calls meet the drills. */
  public Tool wrap(Tool tool) {
    return new DrilledTool(tool, this);
  }

  /**
   * Sets a drill; it replaces the active drill of the tool.
   *
   * @param delay of a slow call; zero for the other faults
   * @throws IllegalArgumentException if a value is out of range; the message says what is allowed
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

  /** Ends the tool's drill; empty if none was active. */
  public Optional<Drill> clear(String tool) {
    Optional<Drill> cleared = Optional.ofNullable(drills.remove(tool));
    cleared.ifPresent(
        drill -> {
          LOG.warn(
              "The drill on '{}' ended, with {} left", tool, Quantity.of(drill.left(), "call"));
          tell(Change.CLEARED, drill);
        });
    return cleared;
  }

  /** Ends all drills; returns those that were active. */
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

  /** Uses one call of the tool's drill; empty if none is active. */
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
