package io.switchgear.breaker;

import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/** What the walks have come across. */
final class Census {
  private int steps;
  private boolean raised;
  private boolean lowered;
  private final Set<Cause> causes = EnumSet.noneOf(Cause.class);
  private final Set<String> guided = new TreeSet<>();

  void note(Breaker breaker) {
    steps++;
    causes.add(breaker.reason().cause());
    guided.add(breaker.state() + " met as " + breaker.met());
    raised |= breaker.failureThreshold() > breaker.policy().failureThreshold();
    lowered |= breaker.failureThreshold() < breaker.policy().failureThreshold();
  }

  int steps() {
    return steps;
  }

  boolean reachedEverything() {
    // Each state as itself, admitting and refusing; two of the nine are the same.
    return causes.size() == Cause.values().length && guided.size() == 7 && raised && lowered;
  }

  @Override
  public String toString() {
    return "after %d steps: threshold raised %s, lowered %s, causes %s, guided %s"
        .formatted(steps, raised, lowered, causes, guided);
  }
}
