package io.switchgear.cluster.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.cluster.feed.CatchingUp.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatchingUpTest {

  private static final NodeRun A = new NodeRun("a", "mf3k2a9x-q7z0");
  private static final NodeRun B = new NodeRun("b", "mf3k2a9x-q7z1");
  private static final long LATER = CatchingUp.PATIENCE_NANOS;

  private final CatchingUp asked = new CatchingUp();

  private static Portion portion(NodeRun run, long after, long upTo) {
    return new Portion(run, after, upTo, List.of());
  }

  @Test
  void whatContinuesOrOverlapsIsTaken() {
    assertEquals(Step.TAKE, asked.told(portion(A, 5, 7), 5, 0));
    assertEquals(Step.TAKE, asked.told(portion(A, 3, 7), 5, 0));
    assertEquals(Step.TAKE, asked.told(portion(A, 0, 1), 0, 0));
  }

  @Test
  void aGapIsAskedForOnceAtATime() {
    assertEquals(Step.ASK, asked.told(portion(A, 9, 12), 5, 0));
    assertEquals(Step.WAIT, asked.told(portion(A, 12, 13), 5, LATER - 1));
    assertEquals(Step.ASK, asked.told(portion(B, 1, 2), 0, 1), "another run");
    assertEquals(Step.ASK, asked.told(portion(A, 13, 14), 5, LATER), "no answer came");
  }

  @Test
  void aDigestTellsOfALostEnd() {
    assertFalse(asked.behind(A, 5, 5, 0));
    assertFalse(asked.behind(A, 5, 4, 0));
    assertTrue(asked.behind(A, 5, 6, 0));
    assertFalse(asked.behind(A, 5, 7, 1), "it is asked for");
    assertEquals(Step.WAIT, asked.told(portion(A, 6, 7), 5, 1));
  }

  @Test
  void anAnswerRepairsOnlyWhatWasFollowedBefore() {
    asked.behind(A, 5, 6, 0);
    assertTrue(asked.answered(A));
    assertFalse(asked.answered(A), "not asked");
    asked.behind(B, 0, 6, 0);
    assertFalse(asked.answered(B), "the first that is known of it");
  }

  @Test
  void moreIsAskedForUntilTheEnd() {
    assertTrue(asked.more(portion(A, 5, 8), 10, true, 0));
    assertTrue(asked.answered(A));
    assertFalse(asked.more(portion(A, 8, 10), 10, true, 0));
    assertFalse(asked.more(portion(A, 8, 8), 10, true, 0), "the sender has forgotten the run");
    assertFalse(asked.answered(A));
  }
}
