package io.switchgear.app;

import io.switchgear.breaker.BreakerMemento;
import io.switchgear.events.Event;
import io.switchgear.events.EventLog;
import io.switchgear.health.HealthCheck.Finding;
import io.switchgear.store.Store;
import io.switchgear.store.WriteBehind;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.tool.ToolDescriptor;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the breakers' states over restarts. Each change is written a little later, so a store that
 * fails or hangs holds up no call; it shows in the health, and once in the log.
 */
final class BreakerKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BreakerKeeper.class);

  private final Store store;
  private final WriteBehind writer;
  private final Map<String, BreakerMemento> newest = new ConcurrentHashMap<>();
  private Runnable last = () -> {};

  BreakerKeeper(Store store) {
    this.store = store;
    this.writer = new WriteBehind(store.breakerStates());
  }

  /** By the tool's name. One that cannot be understood is left out: its breaker begins anew. */
  Map<String, BreakerMemento> mementos() {
    Map<String, BreakerMemento> mementos = new TreeMap<>();
    try {
      store
          .breakerStates()
          .loadAll()
          .forEach(
              (name, saved) ->
                  MementoJson.parse(saved.memento())
                      .ifPresentOrElse(
                          memento -> mementos.put(name, memento),
                          () ->
                              LOG.warn(
                                  "the state kept of '{}' cannot be understood; its breaker begins"
                                      + " closed",
                                  name)));
    } catch (RuntimeException unreadable) {
      LOG.warn("the breakers' states cannot be read; they begin closed", unreadable);
    }
    return mementos;
  }

  /** Saves a breaker whenever an event may have changed it. */
  void follow(SupervisedTools tools, EventLog events) {
    last =
        () -> tools.descriptors().stream().map(ToolDescriptor::name).forEach(n -> save(tools, n));
    events.listen(
        event -> {
          if (mayChange(event.kind())) {
            save(tools, event.facts().path("tool").asText());
          }
        });
  }

  private static boolean mayChange(Event.Kind kind) {
    return switch (kind) {
      case BREAKER_TRANSITION, CALL_ENDED -> true;
      case CALL_STARTED, HEALTH_CHANGED, DRILL_CHANGED, ALERT -> false;
    };
  }

  /** One at a time: a change must not be noted as newest before the writer has it. */
  private synchronized void save(SupervisedTools tools, String tool) {
    BreakerMemento memento = tools.memento(tool);
    BreakerMemento before = newest.put(tool, memento);
    if (before == null || !saysTheSame(before, memento)) {
      writer.save(tool, MementoJson.of(memento), memento.savedAt());
    }
  }

  /** That time has passed need not be written: the time is counted from when it was saved. */
  private static boolean saysTheSame(BreakerMemento one, BreakerMemento other) {
    return one.epoch() == other.epoch()
        && one.failures() == other.failures()
        && one.successes() == other.successes();
  }

  /** Whether what happens now would be known after a restart. */
  Finding finding() {
    WriteBehind.Condition condition = writer.condition();
    if (condition.trouble().isPresent()) {
      return Finding.unhealthy(
          "Breaker states cannot be saved ("
              + condition.trouble().get()
              + "); calls go on, but a restart would forget them. See to the disk and the data"
              + " folder.");
    }
    int kept = store.breakerStates().loadAll().size();
    return Finding.healthy(
        condition.saved()
            ? "All breaker states are saved; " + kept + " are kept."
            : "Breaker states are being saved; " + kept + " are kept.");
  }

  /** Saves every breaker once more. The store is its owner's to close. */
  @Override
  public void close() {
    last.run();
    writer.close();
  }
}
