package io.switchgear.config;

import java.time.Duration;

/**
 * How a server stops.
 *
 * @param announce how long it reports that it is not ready before it stops listening, 0 s to 5 min
 * @param grace how long running calls may take to end after that, 0 s to 10 min
 */
public record ShutdownSettings(Duration announce, Duration grace) {

  public ShutdownSettings {
    new Check()
        .range("announce", announce, Duration.ZERO, Duration.ofMinutes(5))
        .range("grace", grace, Duration.ZERO, Duration.ofMinutes(10))
        .done();
  }
}
