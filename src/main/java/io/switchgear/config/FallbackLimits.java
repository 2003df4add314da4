package io.switchgear.config;

import java.time.Duration;

/**
 * How much is kept for fallbacks.
 *
 * @param answersPerTool 1 to 100,000
 * @param maxAnswerBytes of one answer as JSON, 1 KiB to 1 MiB; larger ones are not kept
 * @param queuedPerTool calls that wait, 1 to 100,000
 * @param keep how long answers, and calls in the queue, are kept; 1 min to 366 d
 */
public record FallbackLimits(
    int answersPerTool, int maxAnswerBytes, int queuedPerTool, Duration keep) {
  public FallbackLimits {
    new Check("switchgear.fallback")
        .range("answers-per-tool", answersPerTool, 1, 100_000)
        .range("max-answer", maxAnswerBytes, 1024, 1 << 20)
        .range("queued-per-tool", queuedPerTool, 1, 100_000)
        .range("keep", keep, Duration.ofMinutes(1), Duration.ofDays(366))
        .done();
  }
}
