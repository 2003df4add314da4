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
 * Saves breaker states a little later, on another thread: of many updates to one breaker only the
 * newest is written, at most about ten times a second; what somebody waits for is written at once.
 * While the database fails, the newest of each breaker is kept and tried again, ever more rarely,
 * up to every ten seconds; the log hears of it once, and once more when it works again.
 */
public final class WriteBehind implements AutoCloseable {

  static final Duration PAUSE = Duration.ofMillis(100);
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** Breakers whose update can wait at once. */
  static final int MAX_PENDING = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);

  private final Target target;
  private final Timer timer;

  /** Held while writing: one round at a time, and the last one by {@link #close()}. */
  private final ReentrantLock writing = new ReentrantLock();

  private int failures;

  private final Object monitor = new Object();
  private final LinkedHashMap<String, Update> pending = new LinkedHashMap<>();

  /** Whether a round is to come; others may come besides, at once. */
  private boolean scheduled;

  private int rounds;
  private boolean closed;
  private int dropped;
  private String trouble;

  /**
   * @param saved nothing waits, and nothing is being written
   * @param trouble what the last attempt failed with; empty once it works again
   * @param pending breakers whose newest state waits
   */
  public record Condition(boolean saved, Optional<String> trouble, List<String> pending) {}

  /** What became of a state. */
  public sealed interface Saving {

    /** It, or a newer one of the same breaker, is on the disk. */
    record Written() implements Saving {}

    /**
     * It could not be written, and is kept and tried again.
     *
     * @param why the failure's message
     */
    record Kept(String why) implements Saving {}

    /** It is not kept, because too many wait or everything has ended. */
    record Dropped() implements Saving {}
  }

  /**
   * Completed with what became of it at first; an update that is kept stays so for those who asked.
   */
  private record Update(Saved saved, CompletableFuture<Saving> first) {

    void become(Saving saving) {
      first.complete(saving);
    }
  }

  /** Where the states go. */
  @FunctionalInterface
  interface Target {
    void save(String breaker, ObjectNode memento, Instant at);
  }

  /** Runs a task once, after a delay, on a thread that may block. */
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
   * Returns at once, and never throws for the database's sake. After {@link #close()} it does
   * nothing.
   *
   * @param memento not changed by the caller afterwards
   */
  public void save(String breaker, ObjectNode memento, Instant at) {
    synchronized (monitor) {
      put(breaker, new Saved(memento, at));
      schedule(PAUSE);
    }
  }

  /**
   * As {@link #save}, without the pause.
   *
   * @return completes once the state is written, or could not be written at the first attempt
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
      update.become(new Saving.Dropped());
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

  /** How it stands with the saving; does not wait for the disk. */
  public Condition condition() {
    synchronized (monitor) {
      return new Condition(
          rounds == 0, Optional.ofNullable(trouble), List.copyOf(pending.keySet()));
    }
  }

  /** Writes what waits, each once more if it failed, and ends. Blocks while it writes. */
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
          last.getValue().become(new Saving.Dropped());
          lost++;
          why = e;
        }
      }
      if (lost > 0) {
        LOG.warn(
            "breaker states: the last of {} breakers could not be saved, and is lost", lost, why);
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
        batch.values().forEach(left -> left.become(new Saving.Kept(e.getMessage())));
      } finally {
        goOn(batch, failed);
      }
    } finally {
      writing.unlock();
    }
  }

  private void write(Map.Entry<String, Update> update) {
    Saved saved = update.getValue().saved();
    target.save(update.getKey(), saved.memento(), saved.at());
    update.getValue().become(new Saving.Written());
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
          "breaker states cannot be saved; the newest are kept and tried again, and the next line"
              + " about this comes when it works",
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
          "breaker states are saved again, after {} failures; {} were dropped for want of room",
          failures,
          without);
      failures = 0;
    }
  }

  /**
   * What is left waits again, unless something newer came, and what failed waits last: one state
   * that cannot be saved must not hold up the others.
   */
  private void goOn(LinkedHashMap<String, Update> left, String failed) {
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
    return grown.compareTo(LONGEST_PAUSE) < 0 ? grown : LONGEST_PAUSE;
  }

  private void trim() {
    while (pending.size() > MAX_PENDING) {
      pending.pollFirstEntry().getValue().become(new Saving.Dropped());
      dropped++;
    }
  }
}
