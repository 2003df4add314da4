package io.switchgear.calls.limits;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Who has taken how many places; a principal that uses none takes no room. */
final class ConcurrencyQuota {

  private final ConcurrentMap<String, Integer> taken = new ConcurrentHashMap<>();

  /**
   * @param most that the principal may have taken; 0 sets no limit
   * @return what gives the place back, however often it is run; empty if all are taken
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
    AtomicBoolean back = new AtomicBoolean();
    return Optional.of(
        () -> {
          if (back.compareAndSet(false, true)) {
            taken.computeIfPresent(
                principal, (who, count) -> count == 1 ? null : Integer.valueOf(count - 1));
          }
        });
  }

  /** Principals that have a place. */
  int size() {
    return taken.size();
  }
}
