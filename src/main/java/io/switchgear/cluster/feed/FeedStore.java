package io.switchgear.cluster.feed;

import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** What a node keeps of the streams of all nodes. Thread-safe; no method blocks. */
public interface FeedStore {

  /** This process. */
  NodeRun own();

  /** The last sequence of each run, this one among them. */
  Map<NodeRun, Long> reached();

  /**
   * What this node has told since, as far as the others need it. At most {@link
   * FeedExchange#MOST_CHARS} characters of facts, unless one item alone has more.
   */
  Portion fresh(long after);

  /**
   * What is kept of a run after a sequence, from the oldest on; bounded as {@link #fresh}. For a
   * run that is not kept, a portion that reaches no further than {@code after}.
   */
  Portion replay(NodeRun run, long after);

  /**
   * Takes what another node told. Items that were taken before are skipped.
   *
   * @param portion that continues from a sequence which is reached
   * @param repaired whether it fills a gap in a stream that was followed before
   */
  void take(Portion portion, boolean repaired);

  /** Whether a run that is not running any more may be taken from another node. */
  boolean hasRoomFor(NodeRun run);

  /** Which other runs are known to be running. */
  void running(Set<NodeRun> runs);

  /**
   * @param news given after each item that this node told whether the others must hear of it soon;
   *     must return at once
   * @return ends that
   */
  Runnable whenNews(Consumer<Boolean> news);
}
