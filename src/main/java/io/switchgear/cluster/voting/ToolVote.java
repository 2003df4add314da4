package io.switchgear.cluster.voting;

import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Cause;
import io.switchgear.breaker.Guidance;
import io.switchgear.breaker.Transition;
import io.switchgear.cluster.place.NodeState;
import io.switchgear.cluster.place.ToolState;
import io.switchgear.cluster.quorum.Quorum;
import io.switchgear.cluster.quorum.Quorum.Standing;
import io.switchgear.cluster.quorum.Quorum.Verdict;
import io.switchgear.cluster.quorum.QuorumMember;
import io.switchgear.cluster.quorum.QuorumState;
import io.switchgear.cluster.quorum.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * This node's vote about one tool, and what follows from it and the others. A value: each method
 * returns the next one. Times are nanoseconds of the breakers' monotonic clock.
 *
 * @param vote of the own breaker, whether or not it is published now
 * @param epoch of the breaker's last transition that the vote has
 * @param openedAt when the breaker left {@code CLOSED}; empty while closed
 * @param guidance that follows from the verdict
 * @param closing what the breaker was asked for; empty unless that is pending
 */
record ToolVote(
    Quorum rule,
    Vote vote,
    long epoch,
    OptionalLong openedAt,
    QuorumState state,
    Guidance guidance,
    Optional<Closing> closing) {

  /** The breaker was asked to close, because a probe elsewhere has started that round. */
  record Closing(long round, long askedAt) {

    /** A breaker has closed by then, if it got the message. */
    private boolean isPending(long now) {
      return now - askedAt < CLOSED_BY_NANOS;
    }
  }

  /** Age up to which the entry of a node is fresh; entries are repeated every two seconds. */
  static final Duration OLDEST = Duration.ofSeconds(8);

  private static final long CLOSED_BY_NANOS = Duration.ofSeconds(1).toNanos();

  /** Smaller changes of a retry time are of no use to callers. */
  private static final long SAME_NANOS = Duration.ofMillis(500).toNanos();

  /**
   * The nodes as this one sees them.
   *
   * @param member whether this node is a full member that runs tools
   * @param others all other members
   */
  record Nodes(String self, boolean member, List<NodeState> others) {

    /** The others that run the tool. One that has told nothing yet may. */
    private List<NodeState> running(String tool) {
      return others.stream()
          .filter(NodeState::worker)
          .filter(node -> node.tools().isEmpty() || node.tools().containsKey(tool))
          .toList();
    }

    private List<QuorumMember> members(String tool, Optional<Vote> own) {
      List<QuorumMember> members = new ArrayList<>();
      members.add(new QuorumMember(self, member, own));
      running(tool).forEach(node -> members.add(node.member(tool, OLDEST)));
      return members;
    }

    private long latestTurn(String tool) {
      return running(tool).stream()
          .flatMap(node -> node.member(tool, OLDEST).vote().stream())
          .mapToLong(Vote::turn)
          .max()
          .orElse(0);
    }

    /** When the node admits a probe, by what it told. */
    private long retryAt(String tool, String node, long now) {
      return others.stream()
          .filter(other -> other.node().equals(node))
          .flatMap(other -> left(other, tool).stream())
          .mapToLong(left -> now + Math.max(0, left.toNanos()))
          .findFirst()
          .orElse(now);
    }

    private static Optional<Duration> left(NodeState node, String tool) {
      return Optional.ofNullable(node.tools().get(tool))
          .map(ToolState::retryAfter)
          .map(told -> told.minus(node.age()));
    }
  }

  /** The vote of a node whose quorum begins now. */
  static ToolVote begin(Quorum rule, BreakerSnapshot breaker, Nodes nodes, long now) {
    Vote opened = Vote.NONE.opened(nodes.latestTurn(breaker.name()));
    Vote vote =
        switch (breaker.own()) {
          case CLOSED -> Vote.NONE;
          case OPEN -> opened;
          case HALF_OPEN -> opened.halfOpened();
        };
    return new ToolVote(
        rule,
        vote,
        breaker.epoch(),
        breaker.own() == BreakerState.CLOSED ? OptionalLong.empty() : OptionalLong.of(now),
        QuorumState.ALONE,
        Guidance.None.NONE,
        Optional.empty());
  }

  ToolVote under(Quorum next) {
    return new ToolVote(next, vote, epoch, openedAt, state, guidance, closing);
  }

  /** After a transition of the breaker. One that the vote has already changes nothing. */
  ToolVote moved(Transition transition, Nodes nodes, long now) {
    long to = ((Number) transition.metadata().get("epoch")).longValue();
    if (to - epoch <= 0) {
      return this;
    }
    long turn = nodes.latestTurn(transition.breaker());
    Vote next =
        switch (transition.to()) {
          case CLOSED -> closed(transition.reason());
          case OPEN -> vote.opened(turn);
          case HALF_OPEN ->
              (vote.own() == BreakerState.CLOSED ? vote.opened(turn) : vote).halfOpened();
        };
    boolean leaves = vote.own() == BreakerState.CLOSED && next.own() != BreakerState.CLOSED;
    OptionalLong since =
        next.own() == BreakerState.CLOSED
            ? OptionalLong.empty()
            : leaves ? OptionalLong.of(now) : openedAt;
    return new ToolVote(rule, next, to, since, state, guidance, Optional.empty());
  }

  /** Only a probe closes the tool for all; an operator who closes one breaker does not. */
  private Vote closed(String reason) {
    if (reason.equals(Cause.PROBED_ELSEWHERE.wire()) && closing.isPresent()) {
      return vote.lifted(closing.get().round());
    }
    boolean probed = reason.equals(Cause.PROBES_SUCCEEDED.wire());
    return vote.closed(probed && state.verdict().isForAll());
  }

  /** What holds now. The caller gives the new guidance, and closes the breaker if asked to. */
  ToolVote judged(BreakerSnapshot breaker, Nodes nodes, long now) {
    Vote next =
        breaker.epoch() == epoch
            ? vote.counted(Math.min(breaker.counted(), rule.minCalls()))
            : vote;
    if (!nodes.member() || !votes(breaker)) {
      Standing standing = rule.standing(nodes.members(breaker.name(), Optional.empty()));
      return with(
          next, new QuorumState(Optional.empty(), Verdict.Own.OWN, standing), nodes, breaker, now);
    }
    Standing standing = rule.standing(nodes.members(breaker.name(), Optional.of(next)));
    if (next.round() < standing.round() && isAsAfterClosing(breaker, next)) {
      next = next.lifted(standing.round());
    }
    Verdict verdict =
        breaker.ordered()
            ? Verdict.Own.OWN
            : rule.verdict(
                nodes.self(),
                Duration.ofNanos(openedAt.isPresent() ? now - openedAt.getAsLong() : 0),
                nodes.members(breaker.name(), Optional.of(next)));
    return with(next, new QuorumState(Optional.of(next), verdict, standing), nodes, breaker, now);
  }

  /** An operator's order that opens it, or stands, says nothing about the tool. */
  private static boolean votes(BreakerSnapshot breaker) {
    return !breaker.draining()
        && breaker.standing().isEmpty()
        && (!breaker.ordered() || breaker.own() == BreakerState.CLOSED);
  }

  /** Whether it has nothing to forget, or an operator has closed it: it need not be closed. */
  private static boolean isAsAfterClosing(BreakerSnapshot breaker, Vote vote) {
    return breaker.ordered() || vote.own() == BreakerState.CLOSED && breaker.counted() == 0;
  }

  private ToolVote with(
      Vote next, QuorumState then, Nodes nodes, BreakerSnapshot breaker, long now) {
    Optional<Closing> pending = closing.filter(asked -> asked.isPending(now));
    Optional<Closing> closes =
        then.verdict() instanceof Verdict.Lifted lifted
            ? pending
                .filter(asked -> asked.round() == lifted.round())
                .or(() -> Optional.of(new Closing(lifted.round(), now)))
            : pending;
    return new ToolVote(
        rule,
        next,
        epoch,
        openedAt,
        then,
        guidance(then.verdict(), nodes, breaker.name(), now),
        closes);
  }

  private Guidance guidance(Verdict verdict, Nodes nodes, String tool, long now) {
    return switch (verdict) {
      case Verdict.Own ignored -> Guidance.None.NONE;
      case Verdict.Probes ignored -> Guidance.None.NONE;
      case Verdict.StaysAdmitting ignored -> Guidance.Admit.ADMIT;
      case Verdict.Waits waits ->
          refuse(waits.prober(), nodes.retryAt(tool, waits.prober(), now), now);
      // Until the breaker has closed.
      case Verdict.Lifted ignored -> guidance;
    };
  }

  private Guidance refuse(String prober, long retryAt, long now) {
    Guidance.Refuse next =
        new Guidance.Refuse("most nodes have it open, and %s probes".formatted(prober), retryAt);
    return guidance instanceof Guidance.Refuse before
            && before.why().equals(next.why())
            && isSame(before.retryAt() - now, next.retryAt() - now)
        ? before
        : next;
  }

  private static boolean isSame(long leftBefore, long left) {
    return leftBefore <= 0 && left <= 0 || Math.abs(left - leftBefore) < SAME_NANOS;
  }

  /** Whether the breaker is to be asked to close, and was not before. */
  boolean asksToClose(ToolVote before) {
    return closing.isPresent() && !closing.equals(before.closing());
  }
}
