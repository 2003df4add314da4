package io.switchgear.scan.run;

import io.switchgear.scope.RangeSet;
import java.time.Instant;

/**
 * A block that a worker has.
 *
 * @param number of the block
 * @param cut whether it was cut from another block
 * @param failures failed runs of its addresses so far
 * @param attempt distinguishes the hand-outs of one block, so that a late result is recognised
 * @param addresses to scan; empty for a tool without addresses
 * @param excluded addresses of the block that are left out
 * @param worker the node that runs it
 * @param rate most packets per second; 0 for no limit
 * @param since wall clock
 * @param heardAt monotonic time of the worker's last sign of life
 * @param done share that is done, 0 to 1
 */
record Handout(
    long number,
    boolean cut,
    int failures,
    long attempt,
    RangeSet addresses,
    RangeSet excluded,
    String worker,
    int rate,
    Instant since,
    long heardAt,
    double done) {

  /** Whether it is a whole call instead of a part of a scan. */
  boolean isCall() {
    return addresses.isEmpty() && excluded.isEmpty();
  }

  Handout heard(long now, double share) {
    return new Handout(
        number, cut, failures, attempt, addresses, excluded, worker, rate, since, now, share);
  }
}
