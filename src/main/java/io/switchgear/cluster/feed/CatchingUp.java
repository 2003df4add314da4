package io.switchgear.cluster.feed;

import java.util.HashMap;
import java.util.Map;

/**
 * What a node has asked the others for. One question at a time for each run; one that is not
 * answered is forgotten after {@link #PATIENCE_NANOS}, so that a later message asks again.
 */
final class CatchingUp {

  static final long PATIENCE_NANOS = 2_000_000_000L;

  private final Map<NodeRun, Question> open = new HashMap<>();

  private record Question(boolean repairs, long at) {}

  /** What to do with a portion that arrived unasked. */
  enum Step {
    /** It continues what is known. */
    TAKE,
    /** Something before it is missing: ask for that. What it holds comes with the answer. */
    ASK,
    /** Something before it is missing, and was asked for. */
    WAIT
  }

  /**
   * @param reached the last known sequence of the run; 0 if nothing is known of it
   * @param now monotonic nanoseconds
   */
  Step told(Portion portion, long reached, long now) {
    if (portion.after() <= reached) {
      return Step.TAKE;
    }
    return begin(portion.run(), reached, now) ? Step.ASK : Step.WAIT;
  }

  /**
   * Whether to ask for what comes after a sequence; if so, the question is open.
   *
   * @param last the sequence that another node says it has
   */
  boolean behind(NodeRun run, long reached, long last, long now) {
    return last > reached && begin(run, reached, now);
  }

  private boolean begin(NodeRun run, long reached, long now) {
    Question before = open.get(run);
    if (before != null && now - before.at() < PATIENCE_NANOS) {
      return false;
    }
    open.put(run, new Question(reached > 0, now));
    return true;
  }

  /**
   * Ends a question by its answer.
   *
   * @return whether the answer fills a gap in a stream that was followed before
   */
  boolean answered(NodeRun run) {
    Question question = open.remove(run);
    return question != null && question.repairs();
  }

  /**
   * Whether to ask for more after an answer that did not reach the sender's end; if so, the
   * question is open.
   *
   * @param repairs as {@link #answered} said
   */
  boolean more(Portion answer, long last, boolean repairs, long now) {
    if (answer.upTo() >= last || answer.upTo() <= answer.after()) {
      return false;
    }
    open.put(answer.run(), new Question(repairs, now));
    return true;
  }
}
