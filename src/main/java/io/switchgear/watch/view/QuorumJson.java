package io.switchgear.watch.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.switchgear.breaker.BreakerState;
import io.switchgear.cluster.quorum.Quorum.Verdict;
import io.switchgear.cluster.quorum.QuorumState;
import io.switchgear.cluster.quorum.Vote;
import java.util.Optional;

/**
 * What the quorum of a tool says for a node.
 *
 * @param ownState of the node's own breaker: closed, open or half_open
 * @param verdict {@code own}, {@code stays_admitting}, {@code probes}, {@code waits} or {@code
 *     lifted}
 * @param prober name of the node that this one waits for; absent unless it waits
 * @param calls that the breaker has counted since it last closed, up to the number that gives it a
 *     vote; absent if it has none, because its state is an operator's or the node is no full member
 * @param round of the vote; absent as {@code calls}
 */
public record QuorumJson(
    String ownState,
    String verdict,
    @JsonInclude(Include.NON_ABSENT) Optional<String> prober,
    @JsonInclude(Include.NON_ABSENT) Optional<Integer> calls,
    @JsonInclude(Include.NON_ABSENT) Optional<Long> round) {

  /** Of this node. */
  static QuorumJson of(BreakerState own, QuorumState quorum) {
    return of(own, quorum.verdict(), quorum.vote());
  }

  /**
   * Of any node, as this one sees it.
   *
   * @param shown the state that calls meet there
   * @param quorum of this node
   */
  static QuorumJson of(String node, BreakerState shown, Vote vote, QuorumState quorum) {
    Verdict verdict = quorum.standing().of(node, vote, shown == vote.own());
    return of(vote.own(), verdict, Optional.of(vote));
  }

  private static QuorumJson of(BreakerState own, Verdict verdict, Optional<Vote> vote) {
    return new QuorumJson(
        own.wire(),
        verdict.wire(),
        verdict.waitsFor(),
        vote.map(Vote::calls),
        vote.map(Vote::round));
  }
}
