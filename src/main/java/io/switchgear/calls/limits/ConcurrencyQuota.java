package io.switchgear.calls.limits;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many permits each principal holds; a principal without permits uses no memory. */
final class ConcurrencyQuota {

  private final ConcurrentMap<String, Integer> taken = new ConcurrentHashMap<>();

  /**
   * @param most permits that the principal may hold; 0 for no limit
   * @return releases the permit, once even if it is run again; empty if the principal has them all
   */
  Optional<Runnable> take(String principal, int most) {
    AtomicBoolean granted = new AtomicBoolean();
    taken.compute(
        principal,
        (who, count) -> {
          int before = count == null ? 0 : count;
          granted.set(most == 0 || before < most);
          return granted.get() ? Integer.valueOf(before + 1) : count;
        });
    if (!granted.get()) {
      return Optional.empty();
    }
    AtomicBoolean released = new AtomicBoolean();
    return Optional.of(
        () -> {
          if (released.compareAndSet(false, true)) {
            taken.computeIfPresent(
                principal, (who, count) -> count == 1 ? null : Integer.valueOf(count - 1));
          }
        });
  }

  /** Principals that hold a permit. */
  int size() {
    return taken.size();
  }
}
