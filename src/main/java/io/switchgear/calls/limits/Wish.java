package io.switchgear.calls.limits;

import java.time.Duration;

/**
 * How much of a limit is wanted, by what was used lately: twice as much, or all after a refusal. It
 * falls only after some time, so that a part does not go to and fro.
 */
final class Wish {

  private static final long LASTS = Duration.ofSeconds(10).toNanos();

  private int wanted;
  private long since;

  /**
   * @param used since the last look, in units of the limit; at least 0
   * @param refused whether something was refused since then
   * @param now monotonic, nanoseconds
   * @return 0 to the limit
   */
  int look(double used, boolean refused, int limit, long now) {
    int fresh = refused ? limit : (int) Math.min(limit, Math.ceil(2 * used));
    if (fresh >= wanted || now - since > LASTS) {
      wanted = fresh;
      since = now;
    }
    return Math.min(wanted, limit);
  }
}
