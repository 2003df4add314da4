package io.switchgear.cluster.sim;

import io.switchgear.cluster.place.Placement.Decision;
import io.switchgear.cluster.quorum.Quorum.Verdict;
import java.util.EnumMap;
import java.util.Map;

/** How often what happened, in all schedules of a run. */
public final class Tally {

  /** What is counted. A run in which one of them never happened has tested nothing of it. */
  public enum What {
    EVENTS,
    CALLS,
    RUN_LOCALLY,
    PLACED_ELSEWHERE,
    REFUSED,
    REJECTED_ON_ARRIVAL,
    OPEN_BY_MAJORITY,
    PROBED_FOR_ALL,
    LIFTED_BY_A_PROBE,
    KEPT_ADMITTING,
    BLOCKS_HANDED_OUT,
    BLOCKS_STORED,
    BLOCKS_TAKEN_BACK,
    BLOCKS_CUT,
    TAKEOVERS,
    OLD_WRITES_REFUSED,
    WRITES_REPEATED
  }

  private final Map<What, Long> counts = new EnumMap<>(What.class);

  public void count(What what) {
    add(what, 1);
  }

  void add(What what, long number) {
    counts.merge(what, number, Long::sum);
  }

  long of(What what) {
    return counts.getOrDefault(what, 0L);
  }

  void calls(int number) {
    add(What.CALLS, number);
  }

  void rejected() {
    count(What.REJECTED_ON_ARRIVAL);
  }

  void decision(Decision decision) {
    switch (decision) {
      case Decision.Local ignored -> count(What.RUN_LOCALLY);
      case Decision.Remote ignored -> count(What.PLACED_ELSEWHERE);
      case Decision.Refused ignored -> count(What.REFUSED);
    }
  }

  void verdict(Verdict before, Verdict now, boolean lifted) {
    if (lifted) {
      count(What.LIFTED_BY_A_PROBE);
    }
    if (now.equals(before)) {
      return;
    }
    switch (now) {
      case Verdict.Waits ignored -> count(What.OPEN_BY_MAJORITY);
      case Verdict.Probes ignored -> count(What.PROBED_FOR_ALL);
      case Verdict.StaysAdmitting ignored -> count(What.KEPT_ADMITTING);
      case Verdict.Own ignored -> {}
      case Verdict.Lifted ignored -> {}
    }
  }

  @Override
  public String toString() {
    return counts.toString().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
