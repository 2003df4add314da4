package io.switchgear.watch.health;

import io.switchgear.config.HealthSettings;
import java.time.Duration;

/**
 * The interval and the timeouts of the checks.
 *
 * @param interval between rounds
 * @param checkTimeout timeout of one check
 * @param timeout timeout of a round
 */
public record Schedule(Duration interval, Duration checkTimeout, Duration timeout) {

  public static Schedule of(HealthSettings settings) {
    return new Schedule(settings.interval(), settings.checkTimeout(), settings.timeout());
  }

  /** The age after which a report no longer describes the current state. */
  Duration staleAfter() {
    return interval.multipliedBy(2).plus(timeout);
  }
}
