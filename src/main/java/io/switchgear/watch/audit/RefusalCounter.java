package io.switchgear.watch.audit;

import io.switchgear.watch.audit.AuditRecord.Kind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjLongConsumer;

/**
 * Counts identical refusals: the first is recorded, the others are only counted. Counting runs on
 * the caller's thread, so a flood of refusals loads neither the queue nor the disk.
 *
 * <p>Unauthenticated callers can cause any number of distinct refusals. Their records are
 * rate-limited; beyond the limit they are counted together.
 */
final class RefusalCounter {

  /** Maximum distinct refusals that are counted separately. Further ones are counted together. */
  static final int MAX_KINDS = 10_000;

  /** Burst of records about unauthenticated callers. Each {@link #drain} permits one more. */
  static final int BURST = 32;

  private static final int NAMED_TARGETS = 4;
  private static final long REMOVED = -1;
  private static final String MANY_KINDS = "refusals_of_many_kinds";
  private static final String IDENTICAL = "identical refusals since the last record of them";

  private record Key(Kind kind, String who, String what, String rule, List<String> targets) {

    boolean isUnauthenticated() {
      return kind == Kind.AUTHENTICATION && who.equals(AuditRecord.NOBODY);
    }
  }

  private static final Key OTHERS = new Key(Kind.AUDIT, "switchgear", MANY_KINDS, "", List.of());
  private static final Key UNAUTHENTICATED =
      new Key(Kind.AUTHENTICATION, AuditRecord.NOBODY, MANY_KINDS, "", List.of());

  private final Map<Key, AtomicLong> counts = new ConcurrentHashMap<>();
  private final AtomicLong unauthenticated = new AtomicLong();
  private final AtomicInteger tokens = new AtomicInteger(BURST);

  /** Whether the refusal is the first of its kind and is to be recorded. If not, it is counted. */
  boolean isFirst(AuditRecord refusal) {
    Key key =
        new Key(
            refusal.kind(),
            refusal.who(),
            refusal.what(),
            refusal.rule(),
            first(refusal.targets()));
    boolean full = counts.size() >= MAX_KINDS;
    while (true) {
      AtomicLong known = counts.get(key);
      if (known == null && key.isUnauthenticated() && !takeToken()) {
        unauthenticated.incrementAndGet();
        return false;
      }
      if (known == null && full && !key.isUnauthenticated()) {
        known = counts.computeIfAbsent(OTHERS, others -> new AtomicLong());
      } else if (known == null) {
        known = counts.putIfAbsent(key, new AtomicLong());
        if (known == null) {
          return true;
        }
      }
      if (known.getAndUpdate(count -> count == REMOVED ? REMOVED : count + 1) != REMOVED) {
        return false;
      }
    }
  }

  private static List<String> first(List<String> targets) {
    return List.copyOf(targets.subList(0, Math.min(targets.size(), NAMED_TARGETS)));
  }

  private boolean takeToken() {
    return tokens.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  /**
   * Reports the counts since the last call and removes the kinds that did not recur.
   *
   * @param out receives a record and the number of refusals that it stands for
   */
  void drain(ObjLongConsumer<AuditRecord> out) {
    tokens.updateAndGet(left -> Math.min(BURST, left + 1));
    counts.forEach(
        (key, count) -> {
          long seen = count.getAndUpdate(now -> now == 0 ? REMOVED : 0);
          if (seen == 0) {
            counts.remove(key, count);
          } else if (key.isUnauthenticated() && !takeToken()) {
            unauthenticated.addAndGet(seen);
          } else {
            out.accept(counted(key, IDENTICAL), seen);
          }
        });
    long rest = unauthenticated.getAndSet(0);
    if (rest > 0) {
      out.accept(counted(UNAUTHENTICATED, "refusals of callers that were not authenticated"), rest);
    }
  }

  private static AuditRecord counted(Key key, String what) {
    return AuditRecord.refused(key.kind(), key.who(), key.what(), key.rule())
        .about(key.targets())
        .with("counted", what);
  }

  int size() {
    return counts.size();
  }
}
