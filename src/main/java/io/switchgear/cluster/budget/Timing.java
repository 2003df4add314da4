package io.switchgear.cluster.budget;

import java.time.Duration;

/**
 * The times of leases.
 *
 * @param life of a lease in the database, from its renewal on
 * @param use how long the node uses it, by its own clock and from before the renewal on; less than
 *     life, by more than the clocks of two machines drift apart in that time
 * @param renewal time between two renewals
 * @param again the same while the node has less than it wants, or the database does not answer
 * @param pause a node that has stood still for so long has no seat before it has asked the database
 */
record Timing(Duration life, Duration use, Duration renewal, Duration again, Duration pause) {

  static final Timing SHIPPED =
      new Timing(
          Duration.ofSeconds(10),
          Duration.ofSeconds(9),
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5));
}
