package io.switchgear.metrics;

import io.switchgear.metrics.ToolRecord.Point;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What became of the calls of every tool: totals, and windows of a minute, five minutes and an
 * hour. Recording is wait-free but for a tool's first call; its memory is bounded by the number of
 * tools that are kept. Somebody has to {@link #tick} every few seconds; windows are as exact as the
 * ticks are regular.
 */
public final class CallStatistics {

  /**
   * How much is kept.
   *
   * @param maxTools at least 1; one more drops the one unused longest
   * @param idle after which an unused one is dropped
   * @param retention of the points of a minute
   */
  public record Limits(int maxTools, Duration idle, Duration retention) {
    /** A thousand tools, a day, a day. */
    public static final Limits STANDARD =
        new Limits(1_000, Duration.ofHours(24), Duration.ofHours(24));
  }

  private final ConcurrentHashMap<String, ToolRecord> records = new ConcurrentHashMap<>();
  private final LongSupplier nanos;

  /** What makes nanoseconds since 1970 of the monotonic clock's. */
  private final long epoch;

  private volatile Limits limits;
  private volatile long start;

  public CallStatistics(Limits limits) {
    this(limits, System::nanoTime, InstantSource.system());
  }

  CallStatistics(Limits limits, LongSupplier nanos, InstantSource wall) {
    this.limits = limits;
    this.nanos = nanos;
    this.epoch = wall.millis() * 1_000_000 - nanos.getAsLong();
    this.start = now();
  }

  long now() {
    return epoch + nanos.getAsLong();
  }

  /** From the next tick on. */
  public void limit(Limits changed) {
    limits = changed;
  }

  /** A tool's call begins; its record is kept from now on. */
  void started(String tool, AtomicInteger active) {
    record(tool, active);
  }

  void ended(String tool, AtomicInteger active, Ending ending, long took) {
    record(tool, active).ended(ending, took, now());
  }

  private ToolRecord record(String tool, AtomicInteger active) {
    ToolRecord known = records.get(tool);
    return known != null ? known : opened(tool, active);
  }

  private synchronized ToolRecord opened(String tool, AtomicInteger active) {
    ToolRecord fresh = new ToolRecord(active, now());
    makeRoom();
    // Every place is taken by a tool that works at this moment: this call is not remembered.
    if (records.size() >= limits.maxTools()) {
      return fresh;
    }
    ToolRecord raced = records.putIfAbsent(tool, fresh);
    return raced == null ? fresh : raced;
  }

  private void makeRoom() {
    while (records.size() >= limits.maxTools()) {
      Optional<String> oldest =
          records.entrySet().stream()
              .filter(each -> !each.getValue().isBusy())
              .min(Comparator.comparingLong(each -> each.getValue().usedAt()))
              .map(Map.Entry::getKey);
      if (oldest.isEmpty()) {
        return;
      }
      records.remove(oldest.get());
    }
  }

  /** Moves what was recorded into the windows, and drops what is old. */
  public void tick() {
    long now = now();
    long idle = limits.idle().toNanos();
    records.values().removeIf(each -> !each.isBusy() && now - each.usedAt() > idle);
    records.values().forEach(this::settle);
  }

  private void settle(ToolRecord record) {
    long now = now();
    record.settle(now, now - limits.retention().toNanos());
  }

  /** Of every tool that was called and is kept, by name. */
  public Map<String, ToolFigures> figures() {
    Map<String, ToolFigures> figures = new TreeMap<>();
    records.forEach((tool, record) -> figures.put(tool, figures(record)));
    return figures;
  }

  /** Of one tool; those of one that never ran if it was not called, or is not kept. */
  public ToolFigures figures(String tool) {
    return Optional.ofNullable(records.get(tool)).map(this::figures).orElse(ToolFigures.NONE);
  }

  /** One tool's last minute, which costs less than all of {@link #figures(String)}. */
  public WindowFigures minute(String tool) {
    ToolRecord record = records.get(tool);
    if (record == null) {
      return WindowFigures.NONE;
    }
    settle(record);
    return record.minute(now(), start);
  }

  private ToolFigures figures(ToolRecord record) {
    settle(record);
    return record.figures(now(), start);
  }

  /** The minutes of the last time in which calls of the tool ended, oldest first. */
  List<Point> points(String tool, Duration last) {
    ToolRecord record = records.get(tool);
    if (record == null) {
      return List.of();
    }
    settle(record);
    return record.points(firstMinute(last));
  }

  /** Number of the first minute of the last time; the present one is its last. */
  long firstMinute(Duration last) {
    return thisMinute() - last.toMinutes() + 1;
  }

  long thisMinute() {
    return Math.floorDiv(now(), Duration.ofMinutes(1).toNanos());
  }

  /** When a tool's calls failed; see {@link ToolRecord#failedMinutes}. */
  Map<String, Long> failedMinutes() {
    Map<String, Long> minutes = new TreeMap<>();
    records.forEach(
        (tool, record) -> {
          settle(record);
          minutes.put(tool, record.failedMinutes(now()));
        });
    return minutes;
  }

  /** Since when it counts. */
  public Instant start() {
    return ToolRecord.instant(start);
  }

  /** Forgets all calls that have ended. */
  public synchronized void reset() {
    records.clear();
    start = now();
  }
}
