package io.switchgear.watch.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.breaker.BreakerState;
import io.switchgear.cluster.quorum.Quorum.Standing;
import io.switchgear.cluster.quorum.Quorum.Verdict;
import io.switchgear.cluster.quorum.QuorumState;
import io.switchgear.cluster.quorum.Vote;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verdict for each node, as another one sees it. */
class QuorumJsonTest {

  private static String verdict(Standing standing, BreakerState own, BreakerState shown) {
    QuorumState here = new QuorumState(Optional.empty(), Verdict.Own.OWN, standing);
    QuorumJson json = QuorumJson.of("b", shown, new Vote(own, 5, 1, 1, 0), here);
    assertEquals(own.wire(), json.ownState());
    assertEquals(Optional.of(5), json.calls());
    return json.verdict() + json.prober().map(node -> " " + node).orElse("");
  }

  @ParameterizedTest
  @CsvSource({
    "true, 1, b, '', OPEN, OPEN, probes",
    "true, 1, a, '', OPEN, OPEN, waits a",
    "true, 1, a, '', CLOSED, OPEN, waits a",
    "true, 2, '', '', OPEN, OPEN, lifted",
    "true, 1, '', b, OPEN, OPEN, own",
    "true, 1, '', b, OPEN, HALF_OPEN, stays_admitting",
    "true, 1, '', a, OPEN, HALF_OPEN, stays_admitting",
    "true, 1, '', a, CLOSED, CLOSED, own",
    "false, 0, '', '', OPEN, OPEN, own",
  })
  void verdicts(
      boolean quorum,
      long round,
      String prober,
      String out,
      BreakerState own,
      BreakerState shown,
      String expected) {
    Standing standing =
        new Standing(
            quorum,
            round,
            Optional.of(prober).filter(name -> !name.isEmpty()),
            out.isEmpty() ? Set.of() : Set.of(out));
    assertEquals(expected, verdict(standing, own, shown));
  }

  @Test
  void aNodeWithoutAVoteHasNoCalls() {
    QuorumJson json = QuorumJson.of(BreakerState.OPEN, QuorumState.ALONE);
    assertEquals(
        new QuorumJson("open", "own", Optional.empty(), Optional.empty(), Optional.empty()), json);
  }
}
