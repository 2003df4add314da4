package io.switchgear.calls.limits;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Token buckets by key, bounded in number. A full bucket equals a new one, so when there are too
 * many the full ones are dropped first, then the least recently used ones. Safe for use by many
 * threads.
 *
 * <p>On a node of several a bucket has this node's part of the capacity and of the refill. When the
 * part grows the bucket gets no tokens, because they were used elsewhere, unless no node has used
 * the limit for as long as a bucket needs to fill.
 */
final class Buckets<K> {

  /** The part of the buckets that is dropped at once, so that not every call scans them all. */
  private static final int PART = 8;

  /** Time until a retry while this node has no part. */
  private static final Duration NO_PART = Duration.ofSeconds(1);

  private static final long LEAST_LOOK = Duration.ofSeconds(1).toNanos();

  private final Limit limit;
  private final Function<K, String> budgets;
  private final LimitShares shares;
  private final TimeMeter clock;
  private final ConcurrentMap<K, Entry> entries = new ConcurrentHashMap<>();
  private long lookedAt;

  /**
   * Of all nodes together.
   *
   * @param capacity tokens of a full bucket, at least 1
   * @param refill tokens added in each period, evenly
   * @param maxKept most buckets at once
   */
  record Limit(int capacity, int refill, Duration period, int maxKept) {

    /**
     * @param part of the refill, at least 1
     */
    private Bandwidth bandwidth(int part) {
      return Bandwidth.builder()
          .capacity(capacity(part))
          .refillGreedy(part, period)
          .initialTokens(capacity(part))
          .build();
    }

    /** At least one, because a bucket that never has a whole token admits nothing. */
    private long capacity(int part) {
      return part == 0 ? 0 : Math.max(1, (long) capacity * part / refill);
    }

    private Duration memory() {
      return Duration.ofMillis(Math.max(1, period.toMillis() * capacity / refill));
    }
  }

  private static final class Entry {
    private final Bucket bucket;
    private final AtomicInteger used = new AtomicInteger();
    private volatile boolean refused;
    private volatile long usedAt;

    /** Guarded by this. */
    private int part;

    /** Used by the one thread that looks at demands. */
    private final Wish wish = new Wish();

    Entry(Bucket bucket, int part) {
      this.bucket = bucket;
      this.part = part;
    }
  }

  /**
   * @param budgets names a key's limit, the same on all nodes
   * @param nanoTime monotonic
   */
  Buckets(Limit limit, Function<K, String> budgets, LimitShares shares, LongSupplier nanoTime) {
    this.limit = limit;
    this.budgets = budgets;
    this.shares = shares;
    this.clock = new NanoMeter(nanoTime);
    this.lookedAt = clock.currentTimeNanos();
  }

  /** Takes a token; if there is none, returns the time until the next one. */
  Optional<Duration> take(K key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      if (entries.size() >= limit.maxKept()) {
        makeRoom();
      }
      entry = entries.computeIfAbsent(key, this::entry);
    }
    entry.usedAt = clock.currentTimeNanos();
    return shares == LimitShares.WHOLE ? take(entry.bucket) : takePart(budgets.apply(key), entry);
  }

  private static Optional<Duration> take(Bucket bucket) {
    if (bucket.tryConsume(1)) {
      return Optional.empty();
    }
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill())));
  }

  private Optional<Duration> takePart(String budget, Entry entry) {
    int part = adapt(budget, entry);
    Optional<Duration> wait = part == 0 ? Optional.of(NO_PART) : take(entry.bucket);
    if (wait.isPresent()) {
      entry.refused = true;
      shares.soon();
    } else {
      entry.used.incrementAndGet();
      // Asks before it is used up.
      if (shares.lent(budget) == 0
          && entry.bucket.getAvailableTokens() <= limit.capacity(part) / 2) {
        shares.soon();
      }
    }
    return wait;
  }

  private int adapt(String budget, Entry entry) {
    synchronized (entry) {
      int part = shares.part(budget, limit.refill());
      if (part == entry.part) {
        return part;
      }
      if (part == 0) {
        entry.bucket.tryConsumeAsMuchAsPossible();
      } else {
        entry.bucket.replaceConfiguration(
            BucketConfiguration.builder().addLimit(limit.bandwidth(part)).build(),
            TokensInheritanceStrategy.AS_IS);
        long more = limit.capacity(part) - limit.capacity(entry.part);
        if (more > 0 && shares.isFull(budget)) {
          entry.bucket.addTokens(more);
        }
      }
      entry.part = part;
      return part;
    }
  }

  /** Gives each bucket this node's part of now. */
  void adapt() {
    entries.forEach((key, entry) -> adapt(budgets.apply(key), entry));
  }

  /** What the keys want that were used lately. Used by one thread. */
  List<Demand> demands() {
    long now = clock.currentTimeNanos();
    double periods = (double) Math.max(LEAST_LOOK, now - lookedAt) / limit.period().toNanos();
    lookedAt = now;
    List<Demand> demands = new ArrayList<>();
    entries.forEach(
        (key, entry) -> {
          boolean refused = entry.refused;
          entry.refused = false;
          double used = entry.used.getAndSet(0) / periods;
          int wanted = entry.wish.look(used, refused, limit.refill(), now);
          if (wanted > 0) {
            demands.add(new Demand(budgets.apply(key), limit.refill(), wanted, 0, limit.memory()));
          }
        });
    return demands;
  }

  private Entry entry(K key) {
    int part = shares.part(budgets.apply(key), limit.refill());
    Bucket bucket =
        Bucket.builder()
            .addLimit(limit.bandwidth(Math.max(1, part)))
            .withCustomTimePrecision(clock)
            .build();
    if (part == 0) {
      bucket.tryConsumeAsMuchAsPossible();
    }
    return new Entry(bucket, part);
  }

  private static boolean isFull(Limit limit, Entry entry) {
    synchronized (entry) {
      return entry.bucket.getAvailableTokens() >= limit.capacity(entry.part);
    }
  }

  private synchronized void makeRoom() {
    if (entries.size() < limit.maxKept()) {
      return;
    }
    entries.values().removeIf(entry -> isFull(limit, entry));
    int target = limit.maxKept() - Math.max(1, limit.maxKept() / PART);
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
