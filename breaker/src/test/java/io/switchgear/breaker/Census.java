package io.switchgear.breaker;

import java.util.EnumSet;
import java.util.Set;

/** What the walks have come across. */
final class Census {
  private int steps;
  private boolean raised;
  private boolean lowered;
  private final Set<Cause> causes = EnumSet.noneOf(Cause.class);

  void note(Breaker breaker) {
    steps++;
    causes.add(breaker.reason().cause());
    raised |= breaker.failureThreshold() > breaker.policy().failureThreshold();
    lowered |= breaker.failureThreshold() < breaker.policy().failureThreshold();
  }

  int steps() {
    return steps;
  }

  boolean reachedEverything() {
    return causes.size() == Cause.values().length && raised && lowered;
  }

  @Override
  public String toString() {
    return "after %d steps: threshold raised %s, lowered %s, causes %s"
        .formatted(steps, raised, lowered, causes);
  }
}
