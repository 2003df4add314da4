package io.switchgear.calls.targets;

import io.switchgear.breaker.Admission;
import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Permit;
import io.switchgear.breaker.Phase;
import io.switchgear.tool.Verdict;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The breakers of targets that failed, the least recently used one first. A target that answers has
 * no breaker. Safe for use by many threads: the lock is short, and no callback runs under it.
 */
final class TargetTable {

  private record Entry(Breaker breaker, long usedAt) {}

  /** The decision about several targets at once. */
  sealed interface Decision {

    /** All targets are admitted; each permit must be settled. */
    record Admitted(Map<String, Permit> permits) implements Decision {}

    /**
     * The call is refused because of these targets; no permit is held.
     *
     * @param waits time until each target may be tried again
     */
    record Refused(SequencedMap<String, Duration> waits) implements Decision {}
  }

  private BreakerPolicy policy;
  private int maxKept;
  private long idleNanos;
  private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long seed;

  /**
   * Above the epochs of all dropped breakers, so that a late result does not count for a new
   * breaker of the same target.
   */
  private long firstEpoch;

  TargetTable(BreakerPolicy policy, int maxKept, Duration idle, long seed) {
    this.policy = policy;
    this.maxKept = maxKept;
    this.idleNanos = idle.toNanos();
    this.seed = seed;
  }

  /** Applies other limits; every breaker keeps its state. */
  synchronized void reconfigure(BreakerPolicy next, int kept, Duration idle, long now) {
    policy = next;
    maxKept = kept;
    idleNanos = idle.toNanos();
    entries.replaceAll(
        (key, entry) -> new Entry(entry.breaker().reconfigured(next, now), entry.usedAt()));
    dropSurplus();
  }

  synchronized Decision admit(Collection<String> keys, long now) {
    dropIdle(now);
    LinkedHashMap<String, Admission.Admitted> admitted = new LinkedHashMap<>();
    LinkedHashMap<String, Duration> refused = new LinkedHashMap<>();
    for (String key : keys) {
      Breaker breaker = breaker(key).advanced(now);
      switch (breaker.admit(now)) {
        case Admission.Admitted let -> admitted.put(key, let);
        case Admission.Refused no -> refused.put(key, no.retryAfter());
      }
    }
    if (!refused.isEmpty()) {
      return new Decision.Refused(refused);
    }
    LinkedHashMap<String, Permit> permits = new LinkedHashMap<>();
    admitted.forEach(
        (key, let) -> {
          keep(key, let.breaker(), now);
          permits.put(key, let.permit());
        });
    return new Decision.Admitted(permits);
  }

  /** Counts a result; returns the new state if it changed. */
  synchronized Optional<BreakerState> settle(String key, Permit permit, Verdict verdict, long now) {
    Breaker before = breaker(key);
    Breaker after =
        switch (verdict) {
          case SUCCESS -> before.succeeded(permit, Duration.ZERO, now);
          case FAILURE -> before.failed(permit, Duration.ZERO, now);
          case IGNORED -> before.released(permit);
        };
    keep(key, after, now);
    return after.epoch() == before.epoch() ? Optional.empty() : Optional.of(after.state());
  }

  synchronized int size() {
    return entries.size();
  }

  private Breaker breaker(String key) {
    Entry known = entries.get(key);
    if (known != null) {
      return known.breaker();
    }
    Breaker fresh = Breaker.closed(policy, seed++);
    return new Breaker(
        policy, firstEpoch, fresh.phase(), fresh.reason(), fresh.seed(), fresh.recent());
  }

  private void keep(String key, Breaker breaker, long now) {
    if (breaker.phase() instanceof Phase.Closed closed && closed.failures() == 0) {
      dropped(entries.remove(key));
      return;
    }
    entries.put(key, new Entry(breaker, now));
    dropSurplus();
  }

  private void dropSurplus() {
    while (entries.size() > maxKept) {
      dropped(entries.pollFirstEntry().getValue());
    }
  }

  private void dropIdle(long now) {
    Iterator<Entry> eldest = entries.values().iterator();
    while (eldest.hasNext()) {
      Entry entry = eldest.next();
      boolean open = entry.breaker().phase() instanceof Phase.Open phase && phase.until() - now > 0;
      if (open || now - entry.usedAt() < idleNanos) {
        return;
      }
      eldest.remove();
      dropped(entry);
    }
  }

  private void dropped(Entry entry) {
    if (entry != null) {
      firstEpoch = Math.max(firstEpoch, entry.breaker().epoch() + 1);
    }
  }
}
