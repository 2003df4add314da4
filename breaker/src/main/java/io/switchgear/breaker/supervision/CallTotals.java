package io.switchgear.breaker.supervision;

import io.switchgear.breaker.CountedAs;
import java.util.OptionalDouble;

/**
 * How many calls were counted as what. Each call is in exactly one of the first five.
 *
 * @param rejected by the supervisor; {@link PublishedState} counts the rest
 * @param consecutiveFailures since the last success
 * @param consecutiveSuccesses since the last failure
 * @param latencyNanos sum over successful and failed calls, without waiting
 */
record CallTotals(
    long successful,
    long failed,
    long ignored,
    long cancelled,
    long rejected,
    long consecutiveFailures,
    long consecutiveSuccesses,
    long latencyNanos) {

  static final CallTotals NONE = new CallTotals(0, 0, 0, 0, 0, 0, 0, 0);

  /**
   * With one more call.
   *
   * @param took nanoseconds; counted for a success or a failure
   */
  CallTotals plus(CountedAs countedAs, long took) {
    return switch (countedAs) {
      case SUCCESS -> succeeded(1, took);
      case FAILURE ->
          new CallTotals(
              successful,
              failed + 1,
              ignored,
              cancelled,
              rejected,
              consecutiveFailures + 1,
              0,
              latencyNanos + took);
      case IGNORED -> uncounted(ignored + 1, cancelled, rejected);
      case CANCELLED -> uncounted(ignored, cancelled + 1, rejected);
      case REJECTED -> uncounted(ignored, cancelled, rejected + 1);
    };
  }

  /**
   * With more successful calls.
   *
   * @param took nanoseconds, the sum over these calls
   */
  CallTotals succeeded(int calls, long took) {
    return new CallTotals(
        successful + calls,
        failed,
        ignored,
        cancelled,
        rejected,
        0,
        consecutiveSuccesses + calls,
        latencyNanos + took);
  }

  private CallTotals uncounted(long nowIgnored, long nowCancelled, long nowRejected) {
    return new CallTotals(
        successful,
        failed,
        nowIgnored,
        nowCancelled,
        nowRejected,
        consecutiveFailures,
        consecutiveSuccesses,
        latencyNanos);
  }

  long all() {
    return successful + failed + ignored + cancelled + rejected;
  }

  /** 0 to 1; empty without a successful or failed call. */
  OptionalDouble successRate() {
    long counted = successful + failed;
    return counted == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) successful / counted);
  }

  /** Seconds; empty without a successful or failed call. */
  OptionalDouble averageLatency() {
    long counted = successful + failed;
    return counted == 0 ? OptionalDouble.empty() : OptionalDouble.of(latencyNanos / 1e9 / counted);
  }
}
