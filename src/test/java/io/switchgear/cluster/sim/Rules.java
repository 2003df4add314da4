package io.switchgear.cluster.sim;

import io.switchgear.cluster.place.NodeState;
import io.switchgear.cluster.place.Placement;
import io.switchgear.cluster.place.Placement.Decision;
import io.switchgear.cluster.quorum.Quorum;
import io.switchgear.cluster.quorum.Quorum.Verdict;
import io.switchgear.cluster.quorum.QuorumMember;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The rules that a simulation runs: the real ones, or those with a planted bug.
 *
 * @param agesByArrival whether an entry is as old as the time since it arrived
 * @param answersOnce whether a gateway forgets a call that it has answered
 * @param fenced whether the database refuses the writes of an earlier owner
 * @param storesOnce whether the database recognises a write that is repeated
 */
record Rules(
    Placer placer,
    Judge judge,
    boolean agesByArrival,
    boolean answersOnce,
    boolean fenced,
    boolean storesOnce) {

  static final Placement PLACEMENT = new Placement(Duration.ofSeconds(3));
  static final Quorum QUORUM = new Quorum(5, 0.1, Duration.ofSeconds(1));

  static final Rules REAL = new Rules(PLACEMENT::decide, QUORUM::verdict, true, true, true, true);

  /** As {@link Placement#decide}. */
  @FunctionalInterface
  interface Placer {
    Decision decide(
        String tool,
        boolean placedHere,
        NodeState self,
        List<NodeState> others,
        RandomGenerator random);
  }

  /** As {@link Quorum#verdict}. */
  @FunctionalInterface
  interface Judge {
    Verdict verdict(String self, Duration openFor, Collection<QuorumMember> members);
  }

  Rules with(Placer other) {
    return new Rules(other, judge, agesByArrival, answersOnce, fenced, storesOnce);
  }

  Rules with(Judge other) {
    return new Rules(placer, other, agesByArrival, answersOnce, fenced, storesOnce);
  }

  Rules trustingClocks() {
    return new Rules(placer, judge, false, answersOnce, fenced, storesOnce);
  }

  Rules answeringAgain() {
    return new Rules(placer, judge, agesByArrival, false, fenced, storesOnce);
  }

  Rules unfenced() {
    return new Rules(placer, judge, agesByArrival, answersOnce, false, storesOnce);
  }

  Rules storingAgain() {
    return new Rules(placer, judge, agesByArrival, answersOnce, fenced, false);
  }
}
