package io.switchgear.mcp.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of request states, in memory. They are read from their source every {@link #PERIOD}, and
 * for an id that is unknown: another node may have just made the key. While the source fails, the
 * keys that were read last stay in use. Safe for use by many threads.
 */
public final class SealingKeys implements AutoCloseable {

  static final Duration PERIOD = Duration.ofMinutes(1);

  /** The shortest time between two reads for unknown ids, which anybody can make up. */
  static final Duration SPACING = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(SealingKeys.class);

  /**
   * The keys in force.
   *
   * @param sealing signs new states
   * @param opening states signed by any of them are accepted; {@code sealing} is one of them
   */
  public record Keys(SealingKey sealing, List<SealingKey> opening) {

    public Keys {
      opening = List.copyOf(opening);
    }

    Optional<SealingKey> find(String id) {
      return opening.stream().filter(key -> key.id().equals(id)).findFirst();
    }
  }

  /** Where all nodes have their keys. */
  @FunctionalInterface
  public interface Source {

    /**
     * The keys in force now; may block.
     *
     * @throws RuntimeException if they cannot be read
     */
    Keys read();
  }

  /** Runs a task once after a delay, on a thread that may block. */
  @FunctionalInterface
  interface Timer {
    void after(Duration delay, Runnable task);
  }

  private final Optional<Source> source;
  private final Timer timer;
  private final LongSupplier nanoTime;

  /** Until the source could be read, and for states that were signed with it. */
  private final SealingKey own;

  private volatile Keys keys;
  private volatile boolean closed;

  private final Object monitor = new Object();

  /** Completes with the next read for unknown ids; null if nothing waits for one. */
  private CompletableFuture<Void> next;

  private boolean reading;
  private long lastRead;

  private SealingKeys(Optional<Source> source, SealingKey own, Timer timer, LongSupplier nanoTime) {
    this.source = source;
    this.timer = timer;
    this.nanoTime = nanoTime;
    this.own = own;
    this.keys = new Keys(own, List.of(own));
    this.lastRead = nanoTime.getAsLong() - SPACING.toNanos();
  }

  /** One key, which does not change. */
  public static SealingKeys fixed(SealingKey key) {
    return new SealingKeys(Optional.empty(), key, (delay, task) -> {}, System::nanoTime);
  }

  /**
   * Keys that are shared with other nodes. Reads them before it returns. If that fails, a random
   * key, which other nodes do not know, is used until it succeeds.
   */
  public static SealingKeys shared(Source source) {
    return shared(
        source,
        (delay, task) ->
            CompletableFuture.delayedExecutor(
                    delay.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread)
                .execute(task),
        System::nanoTime);
  }

  static SealingKeys shared(Source source, Timer timer, LongSupplier nanoTime) {
    SealingKeys keys =
        new SealingKeys(
            Optional.of(source), new SealingKey("own", SealingKey.randomSecret()), timer, nanoTime);
    if (!keys.read()) {
      LOG.warn(
          "the keys of request states cannot be read; until they can, questions to clients must be"
              + " answered at this node");
    }
    keys.arm();
    return keys;
  }

  /** The key for new states. */
  SealingKey sealing() {
    return keys.sealing();
  }

  /** The keys in memory. */
  List<SealingKey> opening() {
    return keys.opening();
  }

  /**
   * The key with this id, if it is in force. Completes at once if it is in memory, otherwise after
   * one read of the source, which it shares with the other ids that are unknown. Never fails.
   */
  CompletionStage<Optional<SealingKey>> find(String id) {
    Optional<SealingKey> known = known(id);
    return known.isPresent() || source.isEmpty() || closed
        ? CompletableFuture.completedFuture(known)
        : nextRead().thenApply(read -> known(id));
  }

  private Optional<SealingKey> known(String id) {
    return keys.find(id).or(() -> Optional.of(own).filter(key -> key.id().equals(id)));
  }

  private CompletableFuture<Void> nextRead() {
    synchronized (monitor) {
      if (next == null) {
        next = new CompletableFuture<>();
        if (!reading) {
          schedule();
        }
      }
      return next;
    }
  }

  private void schedule() {
    long wait = SPACING.toNanos() - (nanoTime.getAsLong() - lastRead);
    timer.after(Duration.ofNanos(Math.max(0, wait)), this::readForUnknown);
  }

  private void readForUnknown() {
    CompletableFuture<Void> waiting;
    synchronized (monitor) {
      waiting = next;
      next = null;
      reading = true;
    }
    try {
      read();
    } finally {
      synchronized (monitor) {
        reading = false;
        lastRead = nanoTime.getAsLong();
        if (next != null) {
          schedule();
        }
      }
      waiting.complete(null);
    }
  }

  private void arm() {
    timer.after(
        PERIOD,
        () -> {
          if (!closed) {
            read();
            arm();
          }
        });
  }

  /** Whether the source could be read. */
  private boolean read() {
    try {
      Keys before = keys;
      Keys now = source.orElseThrow().read();
      keys = now;
      if (!before.sealing().id().equals(now.sealing().id())) {
        LOG.info("request states are sealed with {}", now.sealing());
      }
      return true;
    } catch (RuntimeException failed) {
      LOG.debug("the keys of request states cannot be read; those in memory stay in use", failed);
      return false;
    }
  }

  /** Ends the reads; the keys in memory stay in use. */
  @Override
  public void close() {
    closed = true;
  }
}
