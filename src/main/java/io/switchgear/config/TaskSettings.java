package io.switchgear.config;

import java.time.Duration;

/**
 * MCP tasks.
 *
 * @param after estimate over which a call becomes a task, 0 s to 1 d
 * @param ttl how long a task is kept after its end, 1 min to 366 d
 * @param pollInterval time that clients should leave between two requests for a task, 100 ms to 1 h
 */
public record TaskSettings(Duration after, Duration ttl, Duration pollInterval) {

  public TaskSettings {
    new Check()
        .range("after", after, Duration.ZERO, Duration.ofDays(1))
        .range("ttl", ttl, Duration.ofMinutes(1), Duration.ofDays(366))
        .range("pollInterval", pollInterval, Duration.ofMillis(100), Duration.ofHours(1))
        .done();
  }
}
