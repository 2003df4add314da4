package io.switchgear.watch.audit;

import io.switchgear.config.AuditSettings;
import io.switchgear.config.AuditSettings.OnFailure;
import io.switchgear.watch.audit.AuditRecord.Decision;
import io.switchgear.watch.audit.AuditRecord.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit on the disk. Whoever records offers to a queue and goes on; one thread gathers for some
 * milliseconds, then numbers, hashes and writes all that came.
 */
public final class AuditLog implements AuditTrail, AutoCloseable {

  /** Records that may wait. */
  static final int CAPACITY = 65_536;

  /** Of those that the policy {@code refuse} leaves for calls that are under way. */
  private static final int RESERVE = CAPACITY / 4;

  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final long GATHER = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long TICK = TimeUnit.SECONDS.toNanos(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String SELF = "switchgear";

  private final OnFailure onFailure;
  private final InstantSource clock;
  private final ChainWriter chain;
  private final RefusalCounter refusals = new RefusalCounter();
  private final List<Runnable> ticks = new CopyOnWriteArrayList<>();
  private final Queue<QueuedRecord> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder lost = new LongAdder();
  private final Queue<CompletableFuture<Void>> settling = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean idle;
  private volatile boolean closed;
  private long lastTick = System.nanoTime();

  /** Whether the last record was made. */
  private boolean ended;

  private AuditLog(AuditSettings settings, InstantSource clock, ChainWriter chain) {
    this.onFailure = settings.onFailure();
    this.clock = clock;
    this.chain = chain;
    this.thread = Thread.ofPlatform().daemon().name("switchgear-audit").unstarted(this::run);
  }

  /**
   * Goes on with the chain that is there, or begins one; what is wrong with its end is recorded.
   *
   * @param name of the folder below the data folder; another with a number behind it if some other
   *     process has that one
   * @param version of this program
   * @throws java.io.UncheckedIOException if the folder cannot be used
   */
  public static AuditLog open(Path dataDir, String name, AuditSettings settings, String version) {
    return open(dataDir, name, settings, version, InstantSource.system());
  }

  static AuditLog open(
      Path dataDir, String name, AuditSettings settings, String version, InstantSource clock) {
    AuditFolder folder = AuditFolder.hold(dataDir, name);
    ChainWriter chain;
    try {
      chain = ChainWriter.open(folder, settings);
    } catch (RuntimeException unusable) {
      folder.close();
      throw unusable;
    }
    AuditLog log = new AuditLog(settings, clock, chain);
    chain.repairs().ifPresent(log::record);
    log.record(
        AuditRecord.done(Kind.SERVER, SELF, "server_started")
            .with("version", version)
            .with("process", ProcessHandle.current().pid()));
    log.thread.start();
    return log;
  }

  @Override
  public void record(AuditRecord record) {
    if (record.decision() != Decision.REFUSED || refusals.isFirst(record)) {
      offer(QueuedRecord.of(clock.millis(), record));
    }
  }

  private void offer(QueuedRecord noted) {
    boolean late = closed && Thread.currentThread() != thread;
    if (waiting.incrementAndGet() > CAPACITY || late) {
      waiting.decrementAndGet();
      lost.increment();
      return;
    }
    queue.add(noted);
    if (idle) {
      idle = false;
      LockSupport.unpark(thread);
    }
  }

  /** Whether calls may go on; only the policy {@code refuse} ever says no. */
  public boolean admits() {
    return onFailure == OnFailure.WARN
        || (waiting.get() < CAPACITY - RESERVE && chain.trouble().isEmpty());
  }

  /**
   * How it stands with the writing.
   *
   * @param trouble what the last attempt failed with; empty if it did not
   * @param waiting records not yet written
   * @param lost records dropped for want of room that no record tells of yet
   */
  public record Condition(Optional<String> trouble, int waiting, long lost) {}

  public Condition condition() {
    return new Condition(chain.trouble(), waiting.get(), lost.sum());
  }

  /** The last record written. */
  public Head head() {
    return chain.head();
  }

  public Path folder() {
    return chain.folder();
  }

  /** Has something done about once a second, on the writer's thread; it must be short. */
  public void everySecond(Runnable task) {
    ticks.add(task);
  }

  /** Completes once everything recorded until now is in the file, or could not be written. */
  public CompletionStage<Void> settled() {
    CompletableFuture<Void> settled = new CompletableFuture<>();
    settling.add(settled);
    LockSupport.unpark(thread);
    if (!thread.isAlive()) {
      settled.complete(null);
    }
    return settled;
  }

  private void run() {
    boolean last;
    do {
      pause();
      last = closed;
      round(last);
    } while (!last);
    chain.close();
    settling.forEach(each -> each.complete(null));
  }

  /** Until there is something to do, and then until more has gathered. */
  private void pause() {
    if (nothingToDo()) {
      idle = true;
      if (nothingToDo()) {
        LockSupport.parkNanos(this, TICK);
      }
      idle = false;
    }
    if (settling.isEmpty() && !closed) {
      LockSupport.parkNanos(this, GATHER);
    }
  }

  private boolean nothingToDo() {
    return queue.isEmpty() && settling.isEmpty() && !closed;
  }

  /** Whatever breaks in it, the next one is tried. */
  private void round(boolean last) {
    List<CompletableFuture<Void>> asked = new ArrayList<>();
    for (CompletableFuture<Void> next = settling.poll(); next != null; next = settling.poll()) {
      asked.add(next);
    }
    try {
      tick(last);
      tellOfLost();
      chain.write(last ? this::nextOrEnd : this::next, last);
    } catch (RuntimeException | Error broken) {
      chain.fails(broken);
    }
    asked.forEach(each -> each.complete(null));
  }

  private void tick(boolean last) {
    long now = System.nanoTime();
    if (now - lastTick < TICK && !last) {
      return;
    }
    lastTick = now;
    for (Runnable task : ticks) {
      try {
        task.run();
      } catch (RuntimeException bug) {
        LOG.error("audit: what is done every second failed", bug);
      }
    }
    refusals.drain(clock.millis(), this::offerLate);
  }

  /** Also while closing, when others are not taken any more. */
  private void offerLate(QueuedRecord noted) {
    waiting.incrementAndGet();
    queue.add(noted);
  }

  private void tellOfLost() {
    long count = lost.sum();
    if (count > 0 && waiting.get() < CAPACITY && chain.trouble().isEmpty()) {
      lost.add(-count);
      offerLate(
          QueuedRecord.of(
              clock.millis(), AuditRecord.done(Kind.AUDIT, SELF, "gap").with("lost", count)));
    }
  }

  private QueuedRecord next() {
    QueuedRecord next = queue.poll();
    if (next != null) {
      waiting.decrementAndGet();
    }
    return next;
  }

  /** What is left, and the end behind it; nothing comes after that. */
  private QueuedRecord nextOrEnd() {
    if (ended) {
      return null;
    }
    QueuedRecord next = next();
    if (next == null) {
      ended = true;
      next = QueuedRecord.of(clock.millis(), AuditRecord.done(Kind.SERVER, SELF, "server_stopped"));
    }
    return next;
  }

  /** Writes what waits, records the end, and lets the folder go; gives a stuck disk up. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (thread.isAlive() && System.nanoTime() < end) {
      try {
        if (!thread.join(PATIENCE)) {
          LOG.warn("audit: its disk does not answer; {} records are lost", waiting.get());
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
