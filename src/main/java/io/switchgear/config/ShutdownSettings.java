package io.switchgear.config;

import java.time.Duration;

/**
 * How a server goes down.
 *
 * @param announce how long it says that it is not ready before it stops to listen, 0 s to 5 min
 * @param grace how long calls under way may take to end from then on, 0 s to 10 min
 */
public record ShutdownSettings(Duration announce, Duration grace) {
  public ShutdownSettings {
    new Check("switchgear.shutdown")
        .range("announce", announce, Duration.ZERO, Duration.ofMinutes(5))
        .range("grace", grace, Duration.ZERO, Duration.ofMinutes(10))
        .done();
  }
}
