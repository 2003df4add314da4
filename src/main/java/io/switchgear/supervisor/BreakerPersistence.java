package io.switchgear.supervisor;

import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.BreakerMemento;
import io.switchgear.store.Store;
import io.switchgear.store.StoreException;
import io.switchgear.store.WriteBehind;
import io.switchgear.store.WriteBehind.Saving;
import io.switchgear.tool.ToolDescriptor;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the breakers' states, so that they survive a restart, without operators' standing orders,
 * which have a table of their own. A change is written a little later, so that a store that fails
 * or hangs delays no call. Safe for use by many threads.
 */
public final class BreakerPersistence implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BreakerPersistence.class);

  private final Store store;
  private final WriteBehind writer;
  private final Map<String, Newest> newest = new ConcurrentHashMap<>();
  private volatile Optional<SupervisedTools> followed = Optional.empty();

  /**
   * @param breaker what the memento is of
   */
  private record Newest(Breaker breaker, BreakerMemento memento) {}

  /**
   * @param store its owner closes it
   */
  public BreakerPersistence(Store store) {
    this.store = store;
    this.writer = new WriteBehind(store.breakerStates());
    store.whenReopened(this::saveAll);
  }

  /**
   * By the tool's name. A state that cannot be read is left out: its breaker starts closed. A state
   * of an earlier version may have the order that was in effect.
   */
  public Map<String, BreakerMemento> mementos() {
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
                                  "the stored state of '{}' cannot be understood; its breaker"
                                      + " starts closed",
                                  name)));
    } catch (RuntimeException unreadable) {
      LOG.warn("the breakers' states cannot be read; the breakers start closed", unreadable);
    }
    return mementos;
  }

  /**
   * Replaces a state of an earlier version by one without its order. Blocks.
   *
   * @throws StoreException if it could not be written
   */
  public void saveWithoutOrder(String tool, BreakerMemento memento) {
    store.breakerStates().save(tool, MementoJson.of(withoutOrder(memento)), memento.savedAt());
  }

  private static BreakerMemento withoutOrder(BreakerMemento memento) {
    return memento.under(Optional.empty());
  }

  /** Stores the breakers of these tools from now on. */
  public void follow(SupervisedTools tools) {
    followed = Optional.of(tools);
  }

  /** Stores a breaker's state soon, if it differs from what was stored last. */
  public void save(String tool) {
    followed.ifPresent(tools -> save(tools, tool));
  }

  /** Most calls leave their breaker as it was. */
  private void save(SupervisedTools tools, String tool) {
    Newest known = newest.get(tool);
    if (known == null || known.breaker() != tools.breaker(tool)) {
      saveChanged(tools, tool);
    }
  }

  /** Synchronized, so that {@link #newest} never runs ahead of the writer. */
  private synchronized void saveChanged(SupervisedTools tools, String tool) {
    Newest now = newest(tools, tool);
    Newest before = newest.put(tool, now);
    if (before == null || !isEqualButForTime(before.memento(), now.memento())) {
      write(tool, now.memento());
    }
  }

  /** The breaker is read first: if it changes meanwhile, its next change is not overlooked. */
  private static Newest newest(SupervisedTools tools, String tool) {
    Breaker breaker = tools.breaker(tool);
    return new Newest(breaker, withoutOrder(tools.memento(tool)));
  }

  private void write(String tool, BreakerMemento memento) {
    writer.save(tool, MementoJson.of(memento), memento.savedAt());
  }

  /** A store that was reopened may lack the last writes. */
  private void saveAll() {
    newest.forEach((tool, known) -> write(tool, known.memento()));
  }

  /** Writes a breaker's state now. The stage may take as long as the store does. */
  public synchronized CompletionStage<Saved> saveNow(String tool) {
    Newest now = newest(followed.orElseThrow(), tool);
    newest.put(tool, now);
    BreakerMemento memento = now.memento();
    return writer
        .saveNow(tool, MementoJson.of(memento), memento.savedAt())
        .thenApply(
            saving ->
                switch (saving) {
                  case Saving.Written ignored -> new Saved.OnDisk();
                  case Saving.Kept kept -> new Saved.InMemory(kept.why());
                  case Saving.Dropped ignored -> new Saved.Lost();
                });
  }

  /** Result of saving a state. */
  public sealed interface Saved {

    record OnDisk() implements Saved {}

    /**
     * The state is written when the store accepts writes again. A restart before that loses it.
     *
     * @param why the write failed
     */
    record InMemory(String why) implements Saved {}

    /** There was no room to keep the state. A restart loses it. */
    record Lost() implements Saved {}
  }

  /** A change of elapsed time alone is not saved: a memento has the time at which it was saved. */
  private static boolean isEqualButForTime(BreakerMemento one, BreakerMemento other) {
    return one.epoch() == other.epoch()
        && one.failures() == other.failures()
        && one.successes() == other.successes();
  }

  /** Why the store cannot be used; empty if it can. If it cannot, this tries to write again. */
  public Optional<Store.Trouble> trouble() {
    if (store.trouble().isPresent()) {
      try {
        store.tryToWrite();
      } catch (StoreException still) {
        // store.trouble() tells it.
      }
    }
    return store.trouble();
  }

  /** The states that are not yet written. */
  public WriteBehind.Condition condition() {
    return writer.condition();
  }

  /** Stores every breaker once more. */
  @Override
  public void close() {
    followed.ifPresent(
        tools ->
            tools.descriptors().stream()
                .map(ToolDescriptor::name)
                .forEach(tool -> save(tools, tool)));
    writer.close();
  }
}
