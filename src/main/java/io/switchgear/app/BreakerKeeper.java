package io.switchgear.app;

import io.switchgear.breaker.BreakerMemento;
import io.switchgear.front.http.api.OrderDurability.Stored;
import io.switchgear.store.Store;
import io.switchgear.store.StoreException;
import io.switchgear.store.WriteBehind;
import io.switchgear.store.WriteBehind.Saving;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.watch.events.Event;
import io.switchgear.watch.events.EventLog;
import io.switchgear.watch.health.HealthCheck.Finding;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the breakers' states over restarts. Each change is written a little later, so a store that
 * fails or hangs holds up no call; it shows in the health, and once in the log.
 */
final class BreakerKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BreakerKeeper.class);

  /** How long the answer to an order waits for the disk. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Store store;
  private final WriteBehind writer;
  private final Map<String, BreakerMemento> newest = new ConcurrentHashMap<>();
  private volatile Optional<SupervisedTools> followed = Optional.empty();

  BreakerKeeper(Store store) {
    this.store = store;
    this.writer = new WriteBehind(store.breakerStates());
    store.whenReopened(this::saveAll);
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
    followed = Optional.of(tools);
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
      case CALL_STARTED, HEALTH_CHANGED, DRILL_CHANGED, CONFIG, ALERT -> false;
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

  /** What was written last may be missing in a store that was opened again. */
  private void saveAll() {
    newest.forEach(
        (tool, memento) -> writer.save(tool, MementoJson.of(memento), memento.savedAt()));
  }

  /** Writes a breaker's state now, and tells whether it is on the disk. */
  CompletionStage<Stored> durability(String tool) {
    return saveNow(tool)
        .thenApply(BreakerKeeper::stored)
        .toCompletableFuture()
        .completeOnTimeout(
            pending("the disk has not answered within " + PATIENCE.toSeconds() + " s"),
            PATIENCE.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  private synchronized CompletionStage<Saving> saveNow(String tool) {
    BreakerMemento memento = followed.orElseThrow().memento(tool);
    newest.put(tool, memento);
    return writer.saveNow(tool, MementoJson.of(memento), memento.savedAt());
  }

  private static Stored stored(Saving saving) {
    return switch (saving) {
      case Saving.Written ignored -> new Stored.Yes();
      case Saving.Kept kept -> pending(kept.why());
      case Saving.Dropped ignored ->
          new Stored.No("The order is in effect, and a restart forgets it: it could not be kept.");
    };
  }

  private static Stored pending(String why) {
    return new Stored.Pending(
        "The order is in effect, and is not on the disk yet: "
            + why
            + ". It is kept in memory and written as soon as the disk takes it; a restart before"
            + " that forgets it.");
  }

  /** That time has passed need not be written: the time is counted from when it was saved. */
  private static boolean saysTheSame(BreakerMemento one, BreakerMemento other) {
    return one.epoch() == other.epoch()
        && one.failures() == other.failures()
        && one.successes() == other.successes();
  }

  /** Whether what happens now would be known after a restart; tries it while it would not. */
  Finding finding() {
    if (store.trouble().isPresent()) {
      try {
        store.tryToWrite();
      } catch (StoreException still) {
        // The store's trouble says it.
      }
    }
    WriteBehind.Condition condition = writer.condition();
    Optional<String> trouble = store.trouble().map(BreakerKeeper::words).or(condition::trouble);
    if (trouble.isPresent()) {
      return Finding.unhealthy(
          "The store cannot be used ("
              + trouble.get()
              + "); calls go on. "
              + waiting(condition)
              + " See to the disk and the data folder; the store goes on by itself.");
    }
    return Finding.healthy(
        condition.saved() ? "All breaker states are saved." : "Breaker states are being saved.");
  }

  private static String words(Store.Trouble trouble) {
    return "since " + trouble.since().truncatedTo(ChronoUnit.SECONDS) + ": " + trouble.message();
  }

  private static String waiting(WriteBehind.Condition condition) {
    return condition.pending().isEmpty()
        ? "No breaker state waits to be written."
        : "A restart would forget the newest state of "
            + String.join(", ", condition.pending())
            + ", which waits to be written.";
  }

  /** Saves every breaker once more. The store is its owner's to close. */
  @Override
  public void close() {
    followed.ifPresent(
        tools ->
            tools.descriptors().stream().map(ToolDescriptor::name).forEach(n -> save(tools, n)));
    writer.close();
  }
}
