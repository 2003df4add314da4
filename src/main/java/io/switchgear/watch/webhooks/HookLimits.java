package io.switchgear.watch.webhooks;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Bounds that an operator has no reason to change.
 *
 * @param queue events that wait for one hook; one more drops the oldest
 * @param attempts to deliver one event
 * @param firstPause after the first attempt; doubled with each further one
 * @param longestPause bound of that
 * @param connectTime for the connection
 * @param answerTime for the whole exchange, connection included
 * @param drain how long the end of the server waits for what is queued
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
   * How long to wait after a failed attempt: from half to the whole of the pause, so that many
   * senders do not come back to a receiver at once.
   *
   * @param failed attempts so far; at least 1
   */
  Duration pause(int failed) {
    long grown = firstPause.toNanos() << Math.min(failed - 1, 20);
    long pause = Math.min(grown, longestPause.toNanos());
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(pause / 2, pause + 1));
  }
}
