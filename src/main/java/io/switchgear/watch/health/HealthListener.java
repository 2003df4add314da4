package io.switchgear.watch.health;

/** Is told when the whole is better or worse than it was; on a thread of its own. */
@FunctionalInterface
public interface HealthListener {

  /**
   * @param before what it was in the round before
   * @param now of another status
   */
  void onHealthChanged(HealthStatus before, HealthReport now);
}
