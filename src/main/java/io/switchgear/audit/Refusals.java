package io.switchgear.audit;

import io.switchgear.audit.LineWriter.Noted;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Identical refusals, of which the first is told and the others are counted. Counting is done by
 * the caller's thread, so that a storm costs neither the queue nor the disk.
 */
final class Refusals {

  /** Told apart at once; beyond, they are counted together. */
  static final int MAX_KINDS = 10_000;

  private static final int NAMED_TARGETS = 4;
  private static final long GONE = -1;

  private record Key(
      AuditRecord.Kind kind, String who, String what, String rule, List<String> targets) {}

  private static final Key OTHERS =
      new Key(AuditRecord.Kind.AUDIT, "switchgear", "refusals_of_many_kinds", "", List.of());

  private final Map<Key, AtomicLong> counts = new ConcurrentHashMap<>();

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
      if (known == null && full) {
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

  /** Tells what was counted since the last time, and forgets what did not come again. */
  void drain(long millis, Consumer<Noted> told) {
    counts.forEach(
        (key, count) -> {
          long seen = count.getAndUpdate(now -> now == 0 ? GONE : 0);
          if (seen == 0) {
            counts.remove(key, count);
          } else {
            told.accept(new Noted(millis, counted(key), "", seen));
          }
        });
  }

  private static AuditRecord counted(Key key) {
    return AuditRecord.refused(key.kind(), key.who(), key.what(), key.rule())
        .about(key.targets())
        .with("counted", "identical refusals since the last record of them");
  }

  int size() {
    return counts.size();
  }
}
