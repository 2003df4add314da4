package io.switchgear.config;

import java.time.Duration;

/**
 * How much is stored for fallbacks.
 *
 * @param answersPerTool answers of one tool, 1 to 100,000
 * @param maxAnswer bytes of one answer as JSON, 1 KiB to 1 MiB; a larger answer is not stored
 * @param queuedPerTool queued calls of one tool that have not ended, 1 to 100,000
 * @param keep how long answers and results of queued calls are stored, 1 min to 366 d; a call that
 *     waits for longer is not run
 */
public record FallbackLimits(
    int answersPerTool, @Setting(bytes = true) int maxAnswer, int queuedPerTool, Duration keep) {

  public FallbackLimits {
    new Check()
        .range("answersPerTool", answersPerTool, 1, 100_000)
        .range("maxAnswer", maxAnswer, 1024, 1 << 20)
        .range("queuedPerTool", queuedPerTool, 1, 100_000)
        .range("keep", keep, Duration.ofMinutes(1), Duration.ofDays(366))
        .done();
  }
}
