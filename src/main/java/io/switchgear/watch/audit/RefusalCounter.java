package io.switchgear.watch.audit;

import io.switchgear.watch.audit.AuditRecord.Kind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Identical refusals, of which the first is told and the others are counted. Counting is done by
 * the caller's thread, so that a storm costs neither the queue nor the disk.
 *
 * <p>Whoever has not shown who they are can make as many kinds as they like, so the records of them
 * are rationed, whatever their kinds; beyond the ration they are counted together.
 */
final class RefusalCounter {

  /** Told apart at once; beyond, they are counted together. */
  static final int MAX_KINDS = 10_000;

  /** Records of strangers at once; one more comes with each {@link #drain}. */
  static final int RATION = 32;

  private static final int NAMED_TARGETS = 4;
  private static final long GONE = -1;
  private static final String MANY_KINDS = "refusals_of_many_kinds";
  private static final String IDENTICAL = "identical refusals since the last record of them";

  private record Key(Kind kind, String who, String what, String rule, List<String> targets) {

    boolean isOfStranger() {
      return kind == Kind.AUTHENTICATION && who.equals(AuditRecord.NOBODY);
    }
  }

  private static final Key OTHERS = new Key(Kind.AUDIT, "switchgear", MANY_KINDS, "", List.of());
  private static final Key STRANGERS =
      new Key(Kind.AUTHENTICATION, AuditRecord.NOBODY, MANY_KINDS, "", List.of());

  private final Map<Key, AtomicLong> counts = new ConcurrentHashMap<>();
  private final AtomicLong strangers = new AtomicLong();
  private final AtomicInteger ration = new AtomicInteger(RATION);

  /** Whether this is the first of its kind for a while, and is to be told; counts it if not. */
  boolean isFirst(AuditRecord refusal) {
    Key key =
        new Key(
            refusal.kind(),
            refusal.who(),
            refusal.what(),
            refusal.rule(),
            refusal.targets().stream().limit(NAMED_TARGETS).toList());
    boolean full = counts.size() >= MAX_KINDS;
    while (true) {
      AtomicLong known = counts.get(key);
      if (known == null && key.isOfStranger() && !takesOfRation()) {
        strangers.incrementAndGet();
        return false;
      }
      if (known == null && full && !key.isOfStranger()) {
        known = counts.computeIfAbsent(OTHERS, others -> new AtomicLong());
      } else if (known == null) {
        known = counts.putIfAbsent(key, new AtomicLong());
        if (known == null) {
          return true;
        }
      }
      if (known.getAndUpdate(count -> count == GONE ? GONE : count + 1) != GONE) {
        return false;
      }
    }
  }

  private boolean takesOfRation() {
    return ration.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  /** Tells what was counted since the last time, and forgets what did not come again. */
  void drain(long millis, Consumer<QueuedRecord> told) {
    ration.updateAndGet(left -> Math.min(RATION, left + 1));
    counts.forEach(
        (key, count) -> {
          long seen = count.getAndUpdate(now -> now == 0 ? GONE : 0);
          if (seen == 0) {
            counts.remove(key, count);
          } else if (key.isOfStranger() && !takesOfRation()) {
            strangers.addAndGet(seen);
          } else {
            told.accept(QueuedRecord.counted(millis, counted(key, IDENTICAL), seen));
          }
        });
    long rest = strangers.getAndSet(0);
    if (rest > 0) {
      told.accept(
          QueuedRecord.counted(
              millis, counted(STRANGERS, "refusals of whoever has not shown who they are"), rest));
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
