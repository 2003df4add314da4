package io.switchgear.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Call statistics of every tool: totals, and windows of one minute, five minutes and one hour.
 * Recording is wait-free except for a tool's first call. Memory is bounded by the number of
 * retained tools. {@link #tick} must be called every few seconds; irregular ticks make the windows
 * inaccurate.
 */
public final class CallStatistics {

  /**
   * What is retained.
   *
   * @param maxTools maximum number of tools, at least 1; another one evicts the least recently used
   * @param idle the time after which an unused tool is dropped
   * @param retention how long the per-minute points are retained
   */
  public record Limits(int maxTools, Duration idle, Duration retention) {
    /** 1000 tools, one day, one day. */
    public static final Limits STANDARD =
        new Limits(1_000, Duration.ofHours(24), Duration.ofHours(24));
  }

  private final ConcurrentHashMap<String, ToolCallRecord> records = new ConcurrentHashMap<>();
  private final LongSupplier nanos;

  /** Added to the monotonic clock, gives nanoseconds since 1970. */
  private final long epochOffset;

  private volatile Limits limits;
  private volatile long start;

  public CallStatistics(Limits limits) {
    this(limits, System::nanoTime, InstantSource.system());
  }

  CallStatistics(Limits limits, LongSupplier nanos, InstantSource wall) {
    this.limits = limits;
    this.nanos = nanos;
    this.epochOffset = wall.millis() * 1_000_000 - nanos.getAsLong();
    this.start = now();
  }

  long now() {
    return epochOffset + nanos.getAsLong();
  }

  /** Applies new limits from the next tick on. */
  public void limit(Limits changed) {
    limits = changed;
  }

  /** A tool's call has started; its record is created if it does not exist. */
  void started(String tool, AtomicInteger active) {
    record(tool, active);
  }

  void ended(String tool, AtomicInteger active, CallOutcome outcome, long took) {
    record(tool, active).ended(outcome, took, now());
  }

  private ToolCallRecord record(String tool, AtomicInteger active) {
    ToolCallRecord known = records.get(tool);
    return known != null ? known : opened(tool, active);
  }

  private synchronized ToolCallRecord opened(String tool, AtomicInteger active) {
    ToolCallRecord fresh = new ToolCallRecord(active, now());
    makeRoom();
    // All retained tools have calls in progress, so this call is not recorded.
    if (records.size() >= limits.maxTools()) {
      return fresh;
    }
    ToolCallRecord raced = records.putIfAbsent(tool, fresh);
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

  /** Moves new recordings into the windows and drops expired data. */
  public void tick() {
    long now = now();
    long idle = limits.idle().toNanos();
    records.values().removeIf(each -> !each.isBusy() && now - each.usedAt() > idle);
    records.values().forEach(this::settle);
  }

  private void settle(ToolCallRecord record) {
    long now = now();
    record.settle(now, now - limits.retention().toNanos());
  }

  /** The figures of every retained tool, by name. */
  public Map<String, ToolFigures> figures() {
    Map<String, ToolFigures> figures = new TreeMap<>();
    records.forEach((tool, record) -> figures.put(tool, figures(record)));
    return figures;
  }

  /**
   * The figures of one tool; {@link ToolFigures#NONE} if it was never called or is not retained.
   */
  public ToolFigures figures(String tool) {
    return Optional.ofNullable(records.get(tool)).map(this::figures).orElse(ToolFigures.NONE);
  }

  /** The figures of a tool's last minute; cheaper than {@link #figures(String)}. */
  public WindowFigures minute(String tool) {
    ToolCallRecord record = records.get(tool);
    if (record == null) {
      return WindowFigures.NONE;
    }
    settle(record);
    return record.minute(now(), start);
  }

  private ToolFigures figures(ToolCallRecord record) {
    settle(record);
    return record.figures(now(), start);
  }

  /**
   * A tool's figures of each minute of {@code last}, which ends with the current minute, oldest
   * first. A minute without calls has zeros.
   */
  List<MinuteFigures> minutes(String tool, Duration last) {
    long newest = thisMinute();
    long oldest = newest - last.toMinutes() + 1;
    Map<Long, MinuteFigures> known = new HashMap<>();
    points(tool, oldest).forEach(point -> known.put(point.minute(), point));
    List<MinuteFigures> minutes = new ArrayList<>();
    for (long minute = oldest; minute <= newest; minute++) {
      MinuteFigures figures = known.get(minute);
      minutes.add(figures == null ? MinuteFigures.of(minute, Slice.EMPTY) : figures);
    }
    return minutes;
  }

  /** The minutes within {@code last} in which calls of the tool ended, oldest first. */
  List<MinuteFigures> points(String tool, Duration last) {
    return points(tool, thisMinute() - last.toMinutes() + 1);
  }

  private List<MinuteFigures> points(String tool, long oldest) {
    ToolCallRecord record = records.get(tool);
    if (record == null) {
      return List.of();
    }
    settle(record);
    return record.points(oldest);
  }

  private long thisMinute() {
    return Math.floorDiv(now(), Duration.ofMinutes(1).toNanos());
  }

  /** The minutes in which calls failed, by tool; see {@link ToolCallRecord#failedMinutes}. */
  Map<String, Long> failedMinutes() {
    Map<String, Long> minutes = new TreeMap<>();
    records.forEach(
        (tool, record) -> {
          settle(record);
          minutes.put(tool, record.failedMinutes(now()));
        });
    return minutes;
  }

  /** The start of the statistics. */
  public Instant start() {
    return ToolCallRecord.instant(start);
  }

  /** Clears all statistics. */
  public synchronized void reset() {
    records.clear();
    start = now();
  }
}
