package io.switchgear.supervisor;

import java.util.OptionalDouble;

/**
 * How many calls ended in which way. Each call is in exactly one of the first five.
 *
 * @param ignored ended otherwise than well, in a way that does not speak against the tool
 * @param rejected turned away by the supervisor; those that the {@link PublishedCircuit} turns away
 *     are counted there
 * @param consecutiveFailures since the last success
 * @param consecutiveSuccesses since the last failure
 * @param latencyNanos sum over successful and failed calls, waiting not included
 */
record Tally(
    long successful,
    long failed,
    long ignored,
    long cancelled,
    long rejected,
    long consecutiveFailures,
    long consecutiveSuccesses,
    long latencyNanos) {

  static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0, 0, 0);

  Tally succeeded(long took) {
    return new Tally(
        successful + 1,
        failed,
        ignored,
        cancelled,
        rejected,
        0,
        consecutiveSuccesses + 1,
        latencyNanos + took);
  }

  Tally hasFailed(long took) {
    return new Tally(
        successful,
        failed + 1,
        ignored,
        cancelled,
        rejected,
        consecutiveFailures + 1,
        0,
        latencyNanos + took);
  }

  Tally wasIgnored() {
    return ended(ignored + 1, cancelled, rejected);
  }

  Tally wasCancelled() {
    return ended(ignored, cancelled + 1, rejected);
  }

  Tally wasRejected() {
    return ended(ignored, cancelled, rejected + 1);
  }

  private Tally ended(long nowIgnored, long nowCancelled, long nowRejected) {
    return new Tally(
        successful,
        failed,
        nowIgnored,
        nowCancelled,
        nowRejected,
        consecutiveFailures,
        consecutiveSuccesses,
        latencyNanos);
  }

  long ended() {
    return successful + failed + ignored + cancelled + rejected;
  }

  /** Share of the calls that counted, 0 to 1; empty while none has. */
  OptionalDouble successRate() {
    long counted = successful + failed;
    return counted == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) successful / counted);
  }

  /** Seconds; empty while no call has counted. */
  OptionalDouble averageLatency() {
    long counted = successful + failed;
    return counted == 0 ? OptionalDouble.empty() : OptionalDouble.of(latencyNanos / 1e9 / counted);
  }
}
