package io.switchgear.watch.webhooks;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Limits that are not configurable.
 *
 * @param queue events that may wait for one webhook; when it is full, the oldest is dropped
 * @param attempts maximum attempts to deliver one event
 * @param firstPause pause after the first failed attempt; doubled after each further one
 * @param longestPause upper bound of the pause
 * @param connectTime timeout of the connection
 * @param answerTime timeout of the whole exchange, including the connection
 * @param drain how long the shutdown waits for queued events
 */
record HookLimits(
    int queue,
    int attempts,
    Duration firstPause,
    Duration longestPause,
    Duration connectTime,
    Duration answerTime,
    Duration drain) {

  static final HookLimits STANDARD =
      new HookLimits(
          256,
          8,
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofMillis(1_500));

  /**
   * The pause after a failed attempt: a random part between half and all of it, so that many
   * senders do not retry at the same time.
   *
   * @param failed attempts so far; at least 1
   */
  Duration pause(int failed) {
    long grown = firstPause.toNanos() << Math.min(failed - 1, 20);
    long pause = Math.min(grown, longestPause.toNanos());
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(pause / 2, pause + 1));
  }
}
