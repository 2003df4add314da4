package io.switchgear.calls.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many permits each principal holds. A principal without permits uses no memory, on a node of
 * several some seconds later.
 */
final class ConcurrencyQuota {

  private final String name;
  private final LimitShares shares;
  private final ConcurrentMap<String, Slot> slots = new ConcurrentHashMap<>();

  /** Changed only within {@link ConcurrentMap#compute}. */
  private static final class Slot {
    private final Wish wish = new Wish();
    private int count;
    private int peak;
    private boolean refused;
  }

  /**
   * @param name of the limit, the same on all nodes
   */
  ConcurrencyQuota(String name, LimitShares shares) {
    this.name = name;
    this.shares = shares;
  }

  /**
   * @param limit permits that the principal may hold at all nodes; 0 for no limit
   * @return releases the permit, once even if it is run again; empty if the principal has them all
   */
  Optional<Runnable> take(String principal, int limit) {
    AtomicBoolean granted = new AtomicBoolean();
    slots.compute(
        principal,
        (who, slot) -> {
          Slot used = slot == null ? new Slot() : slot;
          granted.set(limit == 0 || used.count < part(principal, limit));
          if (granted.get()) {
            used.count++;
            used.peak = Math.max(used.peak, used.count);
          } else {
            used.refused = true;
          }
          return isIdle(used) ? null : used;
        });
    if (!granted.get()) {
      shares.soon();
      return Optional.empty();
    }
    AtomicBoolean released = new AtomicBoolean();
    return Optional.of(
        () -> {
          if (released.compareAndSet(false, true)) {
            slots.computeIfPresent(
                principal,
                (who, slot) -> {
                  slot.count--;
                  return isIdle(slot) ? null : slot;
                });
          }
        });
  }

  private int part(String principal, int limit) {
    return shares == LimitShares.WHOLE ? limit : shares.part(budget(principal), limit);
  }

  private boolean isIdle(Slot slot) {
    return slot.count == 0 && shares == LimitShares.WHOLE;
  }

  private String budget(String principal) {
    return name + " " + principal;
  }

  /**
   * What the principals want.
   *
   * @param limit 0 for none
   * @param now monotonic, nanoseconds
   */
  List<Demand> demands(int limit, long now) {
    List<Demand> demands = new ArrayList<>();
    for (String principal : slots.keySet()) {
      slots.computeIfPresent(
          principal,
          (who, slot) -> {
            int wanted = slot.wish.look(slot.peak, slot.refused, limit, now);
            slot.peak = slot.count;
            slot.refused = false;
            if (wanted > 0) {
              demands.add(new Demand(budget(who), limit, wanted, slot.count, Duration.ZERO));
            }
            return wanted == 0 && slot.count == 0 ? null : slot;
          });
    }
    return demands;
  }

  /** Principals that hold a permit, or have held one lately. */
  int size() {
    return slots.size();
  }
}
