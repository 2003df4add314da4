package io.switchgear.watch.health;

/** Receives changes of the overall health, on a separate thread. */
@FunctionalInterface
public interface HealthListener {

  /**
   * @param before the status of the previous round
   * @param now the new report, which has another status
   */
  void onHealthChanged(HealthStatus before, HealthReport now);
}
