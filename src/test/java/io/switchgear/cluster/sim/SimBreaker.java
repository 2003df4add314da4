package io.switchgear.cluster.sim;

import io.switchgear.breaker.BreakerState;
import io.switchgear.cluster.quorum.Quorum.Verdict;
import io.switchgear.cluster.quorum.Vote;
import java.util.function.LongSupplier;

/** A plain breaker with consecutive failures, a growing recovery time and one probe. */
final class SimBreaker {

  static final int ROOM = 3;

  private static final int THRESHOLD = 3;
  private static final long RECOVERY = 1_000;
  private static final long LONGEST_RECOVERY = 3_000;

  private Vote vote = Vote.NONE;
  private int failures;
  private int running;
  private int probes;
  private long epoch;
  private long openSince;
  private long recoversAt;
  private long recovery = RECOVERY;

  Vote vote() {
    return vote;
  }

  long epoch() {
    return epoch;
  }

  long recoversAt() {
    return recoversAt;
  }

  /** Milliseconds since it left the closed state. */
  long openFor(long now) {
    return vote.own() == BreakerState.CLOSED ? 0 : now - openSince;
  }

  /** Calls, or probes, that would be admitted now. */
  int room(Verdict verdict) {
    if (verdict.shown(vote.own()) == BreakerState.OPEN) {
      return 0;
    }
    boolean probing =
        vote.own() == BreakerState.HALF_OPEN && verdict != Verdict.StaysAdmitting.STAYS;
    return Math.max(0, probing ? 1 - probes : ROOM - running);
  }

  /**
   * @return whether the call may run
   */
  boolean admit(Verdict verdict) {
    if (room(verdict) <= 0) {
      return false;
    }
    running++;
    probes += vote.own() == BreakerState.HALF_OPEN ? 1 : 0;
    return true;
  }

  /**
   * A call has ended.
   *
   * @param latestTurn the highest turn that the node sees
   * @param admittedIn epoch in which it was admitted; a late result changes no later state
   * @return whether the state has changed
   */
  boolean ended(
      boolean success, long admittedIn, Verdict verdict, LongSupplier latestTurn, long now) {
    running--;
    if (admittedIn != epoch) {
      return false;
    }
    return switch (vote.own()) {
      case CLOSED -> {
        vote = vote.counted(vote.calls() + 1L);
        failures = success ? 0 : failures + 1;
        yield failures >= THRESHOLD && open(latestTurn, now);
      }
      case OPEN -> {
        vote = vote.counted(vote.calls() + 1L);
        yield false;
      }
      case HALF_OPEN -> {
        vote = vote.counted(vote.calls() + 1L);
        yield success ? close(vote.closed(verdict.isForAll())) : open(latestTurn, now);
      }
    };
  }

  private boolean open(LongSupplier latestTurn, long now) {
    if (vote.own() == BreakerState.CLOSED) {
      openSince = now;
    }
    vote = vote.opened(latestTurn.getAsLong());
    recoversAt = now + recovery;
    recovery = Math.min(LONGEST_RECOVERY, recovery * 3 / 2);
    return next();
  }

  /**
   * @return whether it is open and its recovery time is over, so that it is half open now
   */
  boolean recover(long now) {
    if (vote.own() != BreakerState.OPEN || now < recoversAt) {
      return false;
    }
    vote = vote.halfOpened();
    return next();
  }

  void lift(long round) {
    close(vote.lifted(round));
  }

  private boolean close(Vote closed) {
    vote = closed;
    recovery = RECOVERY;
    return next();
  }

  private boolean next() {
    failures = 0;
    probes = 0;
    epoch++;
    return true;
  }
}
