package io.switchgear.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.store.BreakerStates.Saved;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves breaker states asynchronously. Of several updates to a breaker only the newest is written,
 * at most about ten times a second; {@link #saveNow} writes without delay. While the database
 * fails, the newest state of each breaker is kept and retried with growing pauses of up to ten
 * seconds. The failure and the recovery are logged once each.
 */
public final class WriteBehind implements AutoCloseable {

  static final Duration PAUSE = Duration.ofMillis(100);
  static final Duration MAX_PAUSE = Duration.ofSeconds(10);

  /** Maximum number of breakers with a pending update. */
  static final int MAX_PENDING = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);

  private final Target target;
  private final Timer timer;

  /** Held while writing, so that rounds and {@link #close()} take turns. */
  private final ReentrantLock writing = new ReentrantLock();

  private int failures;

  private final Object monitor = new Object();
  private final LinkedHashMap<String, Update> pending = new LinkedHashMap<>();

  /** Whether a delayed round is scheduled; {@link #saveNow} starts rounds independently. */
  private boolean scheduled;

  private int rounds;
  private boolean closed;
  private int dropped;
  private String trouble;

  /**
   * @param saved whether nothing is pending and nothing is being written
   * @param trouble the failure of the last attempt; empty if it succeeded
   * @param pending breakers whose newest state is not written yet
   */
  public record Condition(boolean saved, Optional<String> trouble, List<String> pending) {}

  /** The result of saving a state. */
  public sealed interface Saving {

    /** The state, or a newer one of the same breaker, is on disk. */
    record Written() implements Saving {}

    /**
     * The write failed; the state is kept and retried.
     *
     * @param why the failure's message
     */
    record Kept(String why) implements Saving {}

    /** The state was dropped, because too many are pending or this is closed. */
    record Dropped() implements Saving {}
  }

  /** A pending update. {@code first} completes with the result of the first attempt only. */
  private record Update(Saved saved, CompletableFuture<Saving> first) {

    void complete(Saving saving) {
      first.complete(saving);
    }
  }

  /** The destination of the states. */
  @FunctionalInterface
  interface Target {
    void save(String breaker, ObjectNode memento, Instant at);
  }

  /** Runs a task once after a delay, on a thread that may block. */
  @FunctionalInterface
  interface Timer {
    void after(Duration delay, Runnable task);
  }

  public WriteBehind(BreakerStates target) {
    this(
        target::save,
        (delay, task) ->
            CompletableFuture.delayedExecutor(
                    delay.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread)
                .execute(task));
  }

  WriteBehind(Target target, Timer timer) {
    this.target = target;
    this.timer = timer;
  }

  /**
   * Saves a state asynchronously. Database failures are not thrown. After {@link #close()} this has
   * no effect.
   *
   * @param memento must not be changed by the caller afterwards
   */
  public void save(String breaker, ObjectNode memento, Instant at) {
    synchronized (monitor) {
      put(breaker, new Saved(memento, at));
      schedule(PAUSE);
    }
  }

  /**
   * As {@link #save}, but without the delay.
   *
   * @return completes when the first attempt to write the state has succeeded or failed
   */
  public CompletionStage<Saving> saveNow(String breaker, ObjectNode memento, Instant at) {
    CompletionStage<Saving> first;
    synchronized (monitor) {
      first = put(breaker, new Saved(memento, at));
      if (closed) {
        return first;
      }
      rounds++;
    }
    timer.after(Duration.ZERO, this::round);
    return first;
  }

  private CompletionStage<Saving> put(String breaker, Saved saved) {
    Update before = pending.get(breaker);
    Update update =
        new Update(
            saved,
            before == null || before.first().isDone() ? new CompletableFuture<>() : before.first());
    if (closed) {
      update.complete(new Saving.Dropped());
      return update.first();
    }
    pending.put(breaker, update);
    trim();
    return update.first().copy();
  }

  private void schedule(Duration pause) {
    if (!closed && !scheduled && !pending.isEmpty()) {
      scheduled = true;
      rounds++;
      timer.after(
          pause,
          () -> {
            synchronized (monitor) {
              scheduled = false;
            }
            round();
          });
    }
  }

  /** The current condition; does not wait for the disk. */
  public Condition condition() {
    synchronized (monitor) {
      return new Condition(
          rounds == 0, Optional.ofNullable(trouble), List.copyOf(pending.keySet()));
    }
  }

  /** Makes a last attempt to write each pending state. Blocks while writing. */
  @Override
  public void close() {
    synchronized (monitor) {
      closed = true;
    }
    writing.lock();
    try {
      int lost = 0;
      RuntimeException why = null;
      for (Map.Entry<String, Update> last : take().entrySet()) {
        try {
          write(last);
        } catch (RuntimeException e) {
          last.getValue().complete(new Saving.Dropped());
          lost++;
          why = e;
        }
      }
      if (lost > 0) {
        LOG.warn("The last states of {} breakers could not be saved and are lost", lost, why);
      }
    } finally {
      writing.unlock();
    }
  }

  private void round() {
    writing.lock();
    try {
      LinkedHashMap<String, Update> batch = take();
      String failed = null;
      try {
        while (failed == null && !batch.isEmpty()) {
          Map.Entry<String, Update> next = batch.firstEntry();
          failed = next.getKey();
          write(next);
          batch.remove(next.getKey());
          failed = null;
        }
        noteSuccess();
      } catch (RuntimeException e) {
        noteFailure(e);
        batch.values().forEach(left -> left.complete(new Saving.Kept(e.getMessage())));
      } finally {
        requeue(batch, failed);
      }
    } finally {
      writing.unlock();
    }
  }

  private void write(Map.Entry<String, Update> update) {
    Saved saved = update.getValue().saved();
    target.save(update.getKey(), saved.memento(), saved.at());
    update.getValue().complete(new Saving.Written());
  }

  private LinkedHashMap<String, Update> take() {
    synchronized (monitor) {
      LinkedHashMap<String, Update> all = new LinkedHashMap<>(pending);
      pending.clear();
      return all;
    }
  }

  private void noteFailure(RuntimeException failure) {
    if (failures == 0) {
      LOG.warn(
          "Breaker states cannot be saved; the newest are kept and retried, and the recovery will"
              + " be logged",
          failure);
    }
    failures++;
    synchronized (monitor) {
      trouble = failure.getMessage();
    }
  }

  private void noteSuccess() {
    synchronized (monitor) {
      trouble = null;
    }
    if (failures > 0) {
      int without;
      synchronized (monitor) {
        without = dropped;
        dropped = 0;
      }
      LOG.info(
          "Breaker states are saved again after {} failures; {} were dropped because too many were"
              + " pending",
          failures,
          without);
      failures = 0;
    }
  }

  /**
   * Makes unwritten states pending again, unless a newer state is pending. The failed one goes
   * last, because it must not block the others.
   */
  private void requeue(LinkedHashMap<String, Update> left, String failed) {
    synchronized (monitor) {
      left.putAll(pending);
      if (failed != null) {
        left.putLast(failed, left.get(failed));
      }
      pending.clear();
      pending.putAll(left);
      trim();
      rounds--;
      schedule(pause());
    }
  }

  private Duration pause() {
    Duration grown = PAUSE.multipliedBy(1L << Math.min(failures, 10));
    return grown.compareTo(MAX_PAUSE) < 0 ? grown : MAX_PAUSE;
  }

  private void trim() {
    while (pending.size() > MAX_PENDING) {
      pending.pollFirstEntry().getValue().complete(new Saving.Dropped());
      dropped++;
    }
  }
}
