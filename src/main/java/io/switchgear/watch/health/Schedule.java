package io.switchgear.watch.health;

import io.switchgear.config.HealthSettings;
import java.time.Duration;

/**
 * When checks are made, and given up.
 *
 * @param interval between rounds
 * @param checkTimeout of one check
 * @param timeout of a round
 */
public record Schedule(Duration interval, Duration checkTimeout, Duration timeout) {

  public static Schedule of(HealthSettings settings) {
    return new Schedule(settings.interval(), settings.checkTimeout(), settings.timeout());
  }

  /** The age after which a report no longer says how things are. */
  Duration staleAfter() {
    return interval.multipliedBy(2).plus(timeout);
  }
}
