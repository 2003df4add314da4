package io.switchgear.watch.audit;

import io.switchgear.config.AuditSettings;
import io.switchgear.config.AuditSettings.OnFailure;
import io.switchgear.store.Utf8Builder;
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
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log on disk. Callers serialize their records into a queue. One thread collects records
 * for some milliseconds, then numbers, hashes and writes them together.
 */
public final class AuditLog implements AuditTrail, AutoCloseable {

  /**
   * Under the policy {@code refuse}, this part of the capacity is reserved for calls that are
   * already running.
   */
  private static final int RESERVE = RecordQueue.CAPACITY / 4;

  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final long GATHER = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long TICK = TimeUnit.SECONDS.toNanos(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final String ACTOR = "switchgear";

  private final OnFailure onFailure;
  private final InstantSource clock;
  private final ChainWriter chain;
  private final RefusalCounter refusals = new RefusalCounter();
  private final List<Runnable> ticks = new CopyOnWriteArrayList<>();
  private final RecordQueue queue = new RecordQueue();

  /** Callers serialize their records outside of the queue's lock. */
  private final ThreadLocal<RecordFields> fields = ThreadLocal.withInitial(RecordFields::new);

  private final LongAdder lost = new LongAdder();
  private final Queue<CompletableFuture<Void>> settling = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean idle;
  private volatile boolean closed;
  private long lastTick = System.nanoTime();

  /** Whether the final record {@code server_stopped} has been created. */
  private boolean ended;

  private AuditLog(AuditSettings settings, InstantSource clock, ChainWriter chain) {
    this.onFailure = settings.onFailure();
    this.clock = clock;
    this.chain = chain;
    this.thread = Thread.ofPlatform().daemon().name("switchgear-audit").unstarted(this::run);
  }

  /**
   * Continues the existing chain or starts a new one. Defects at its end are recorded.
   *
   * @param name of the folder below the data folder; a number is appended if another process uses
   *     that folder
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
        AuditRecord.done(Kind.SERVER, ACTOR, "server_started")
            .with("version", version)
            .with("process", ProcessHandle.current().pid()));
    log.thread.start();
    return log;
  }

  @Override
  public void record(AuditRecord record) {
    if (record.decision() != Decision.REFUSED || refusals.isFirst(record)) {
      offer(record);
    }
  }

  private void offer(AuditRecord record) {
    boolean late = closed && Thread.currentThread() != thread;
    if (late || queue.isFull() || !offered(record)) {
      lost.increment();
      return;
    }
    if (idle) {
      idle = false;
      LockSupport.unpark(thread);
    }
  }

  private boolean offered(AuditRecord record) {
    try {
      return queue.offer(serialized(record, 1));
    } catch (RuntimeException bug) {
      LOG.error("audit: a record could not be serialized", bug);
      return false;
    }
  }

  /**
   * @return the fields until this thread serializes the next record
   */
  private Utf8Builder serialized(AuditRecord record, long count) {
    return fields.get().of(clock.millis(), record, count);
  }

  /** Whether new calls may start. Always true unless the policy is {@code refuse}. */
  public boolean admits() {
    return onFailure == OnFailure.WARN
        || (queue.size() < RecordQueue.CAPACITY - RESERVE && chain.trouble().isEmpty());
  }

  /**
   * The state of the writer.
   *
   * @param trouble the error of the last attempt to write; empty if it succeeded
   * @param waiting records not yet written
   * @param lost records dropped because the queue was full, not yet reported by a gap record
   */
  public record Condition(Optional<String> trouble, int waiting, long lost) {}

  public Condition condition() {
    return new Condition(chain.trouble(), queue.size(), lost.sum());
  }

  /** The number and hash of the last record written. */
  public Head head() {
    return chain.head();
  }

  public Path folder() {
    return chain.folder();
  }

  /** Runs a task about once a second, on the writer's thread. The task must be short. */
  public void everySecond(Runnable task) {
    ticks.add(task);
  }

  /** Completes when every record queued so far has been written or has failed to be written. */
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

  /** Waits for work, then a little longer to collect more records. */
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

  /** One round of writing. A failure does not prevent the next round. */
  private void round(boolean last) {
    List<CompletableFuture<Void>> asked = new ArrayList<>();
    for (CompletableFuture<Void> next = settling.poll(); next != null; next = settling.poll()) {
      asked.add(next);
    }
    try {
      tick(last);
      recordLost();
      chain.write(last ? this::nextOrEnd : queue::poll, last);
    } catch (RuntimeException | Error broken) {
      chain.reportFailure(broken);
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
        LOG.error("audit: a task that runs every second failed", bug);
      }
    }
    refusals.drain(this::offerInternally);
  }

  /** Queues a record from the writer's own thread, also while closing. */
  private void offerInternally(AuditRecord record, long count) {
    queue.add(serialized(record, count));
  }

  private void recordLost() {
    long count = lost.sum();
    if (count > 0 && !queue.isFull() && chain.trouble().isEmpty()) {
      lost.add(-count);
      offerInternally(AuditRecord.done(Kind.AUDIT, ACTOR, "gap").with("lost", count), 1);
    }
  }

  /** The remaining records, followed by the final record {@code server_stopped}. */
  private boolean nextOrEnd(Utf8Builder into) {
    if (ended) {
      return false;
    }
    if (queue.poll(into)) {
      return true;
    }
    ended = true;
    Utf8Builder end = serialized(AuditRecord.done(Kind.SERVER, ACTOR, "server_stopped"), 1);
    into.cutTo(0).bytes(end.array(), 0, end.length());
    return true;
  }

  /**
   * Writes the queued records and the final record, then releases the folder. Stops waiting for a
   * disk that does not respond.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    long end = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
    while (thread.isAlive() && System.nanoTime() < end) {
      try {
        if (!thread.join(CLOSE_TIMEOUT)) {
          LOG.warn("audit: the disk does not respond; {} records are lost", queue.size());
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
