package io.switchgear.calls.limits;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Token buckets by key, bounded in number. A full bucket equals a new one, so when there are too
 * many the full ones are dropped first, then the least recently used ones. Safe for use by many
 * threads.
 */
final class Buckets<K> {

  /** The part of the buckets that is dropped at once, so that not every call scans them all. */
  private static final int PART = 8;

  private final Bandwidth bandwidth;
  private final int maxKept;
  private final TimeMeter clock;
  private final ConcurrentMap<K, Entry> entries = new ConcurrentHashMap<>();

  private static final class Entry {
    private final Bucket bucket;
    private volatile long usedAt;

    Entry(Bucket bucket) {
      this.bucket = bucket;
    }
  }

  /**
   * @param capacity tokens of a full bucket, at least 1
   * @param refill tokens added in each period, evenly
   * @param maxKept most buckets at once
   * @param nanoTime monotonic
   */
  Buckets(long capacity, long refill, Duration period, int maxKept, LongSupplier nanoTime) {
    this.bandwidth = Bandwidth.builder().capacity(capacity).refillGreedy(refill, period).build();
    this.maxKept = maxKept;
    this.clock = new NanoMeter(nanoTime);
  }

  /** Takes a token; if there is none, returns the time until the next one. */
  Optional<Duration> take(K key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      if (entries.size() >= maxKept) {
        makeRoom();
      }
      entry = entries.computeIfAbsent(key, unknown -> new Entry(bucket()));
    }
    entry.usedAt = clock.currentTimeNanos();
    if (entry.bucket.tryConsume(1)) {
      return Optional.empty();
    }
    ConsumptionProbe probe = entry.bucket.tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill())));
  }

  private Bucket bucket() {
    return Bucket.builder().addLimit(bandwidth).withCustomTimePrecision(clock).build();
  }

  private synchronized void makeRoom() {
    if (entries.size() < maxKept) {
      return;
    }
    entries
        .values()
        .removeIf(entry -> entry.bucket.getAvailableTokens() >= bandwidth.getCapacity());
    int target = maxKept - Math.max(1, maxKept / PART);
    if (entries.size() > target) {
      List<Map.Entry<K, Entry>> oldest =
          entries.entrySet().stream()
              .sorted(Comparator.comparingLong(each -> each.getValue().usedAt))
              .limit(entries.size() - target)
              .toList();
      oldest.forEach(each -> entries.remove(each.getKey(), each.getValue()));
    }
  }

  int size() {
    return entries.size();
  }

  private record NanoMeter(LongSupplier nanoTime) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanoTime.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
