package io.switchgear.cluster.quorum;

import io.switchgear.breaker.BreakerState;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rule for one tool. It is a function of the votes that a node sees, so that nodes that see the
 * same votes agree without a message to each other.
 *
 * <p>A quorum exists where more than half of the tool's members are reachable. There the tool is
 * open for all if at least two nodes have counted enough calls, and more than half of those have
 * their breaker open or half open. Then one of them probes and the others wait. A failed probe is
 * followed by the probe of another node, so that a node that is broken itself cannot keep the tool
 * from the others. A successful probe starts a new round, which closes the breaker of each node.
 *
 * <p>While the tool is not open for all, only so many nodes are out by their own opening as the
 * share allows: those that opened first. The others stay admitting, and so count the calls by which
 * the majority decides.
 *
 * @param minCalls counted calls from which on a vote counts; at least 1
 * @param share of the tool's members that may be out by their own opening alone; 0 to 1, but one
 *     member may always be
 * @param settle time for which a breaker must have been open before it takes its node out, so that
 *     the nodes agree on who opened first; more than a vote needs to reach all nodes
 */
public record Quorum(int minCalls, double share, Duration settle) {

  /** Fewer nodes with enough calls are no majority, because one bad node must not be one. */
  private static final int LEAST_VOTERS = 2;

  private static final Comparator<QuorumMember> BY_TURN =
      Comparator.<QuorumMember>comparingLong(member -> vote(member).turn())
          .thenComparing(QuorumMember::node);

  /** A half-open breaker can probe at once; an open one has to wait for its recovery time. */
  private static final Comparator<QuorumMember> BY_PROBE =
      Comparator.<QuorumMember, Boolean>comparing(
              member -> vote(member).own() != BreakerState.HALF_OPEN)
          .thenComparingInt(member -> vote(member).failedProbes())
          .thenComparing(QuorumMember::node);

  public Quorum {
    if (minCalls < 1 || !(share >= 0 && share <= 1) || settle.isNegative()) {
      throw new IllegalArgumentException(
          "minCalls is at least 1, share 0 to 1, settle at least 0: %d, %s, %s"
              .formatted(minCalls, share, settle));
    }
  }

  /** What holds for this node. */
  public sealed interface Verdict {

    /** Its own breaker decides. */
    enum Own implements Verdict {
      OWN
    }

    /**
     * Its own breaker is not closed, but too many nodes would be out, or it is too early to say: it
     * admits calls as if it were closed, and counts them.
     */
    enum StaysAdmitting implements Verdict {
      STAYS
    }

    /** The tool is open for all. This node's own breaker decides when it probes. */
    enum Probes implements Verdict {
      PROBES
    }

    /** The tool is open for all, and this node admits nothing while another one probes. */
    record Waits(String prober) implements Verdict {}

    /** A probe has succeeded: the node closes its breaker and takes over the round. */
    record Lifted(long round) implements Verdict {}

    /**
     * The state that calls meet on this node, and that it shows to others. A node that stays
     * admitting shows half open: it runs the calls of its own clients, and gets few from others.
     */
    default BreakerState shown(BreakerState own) {
      return switch (this) {
        case Own ignored -> own;
        case Probes ignored -> own;
        case StaysAdmitting ignored -> BreakerState.HALF_OPEN;
        case Waits ignored -> BreakerState.OPEN;
        case Lifted ignored -> BreakerState.CLOSED;
      };
    }

    /** The node that this one waits for; empty unless it waits. */
    default Optional<String> waitsFor() {
      return this instanceof Waits waits ? Optional.of(waits.prober()) : Optional.empty();
    }

    /** As it stands on the wire. */
    default String wire() {
      return switch (this) {
        case Own ignored -> "own";
        case Probes ignored -> "probes";
        case StaysAdmitting ignored -> "stays_admitting";
        case Waits ignored -> "waits";
        case Lifted ignored -> "lifted";
      };
    }

    /** Whether the tool is open by majority, so that a successful probe closes it for all. */
    default boolean isForAll() {
      return switch (this) {
        case Probes ignored -> true;
        case Waits ignored -> true;
        case Own ignored -> false;
        case StaysAdmitting ignored -> false;
        case Lifted ignored -> false;
      };
    }
  }

  /**
   * What holds for all nodes that see these votes.
   *
   * @param quorum whether more than half of the members are reachable; without it each node is
   *     alone
   * @param round the newest one
   * @param prober the node that probes; empty unless the tool is open for all
   * @param out nodes that are out by their own opening alone; empty if the tool is open for all
   */
  public record Standing(boolean quorum, long round, Optional<String> prober, Set<String> out) {

    static final Standing ALONE = new Standing(false, 0, Optional.empty(), Set.of());

    public Standing {
      out = Set.copyOf(out);
    }

    /**
     * The verdict that holds on a node by this standing.
     *
     * @param vote of the node
     * @param settled whether its breaker has been open for the time to settle; no matter while
     *     closed
     */
    public Verdict of(String node, Vote vote, boolean settled) {
      if (!quorum) {
        return Verdict.Own.OWN;
      }
      if (vote.round() < round) {
        return new Verdict.Lifted(round);
      }
      if (prober.isPresent()) {
        return prober.get().equals(node) ? Verdict.Probes.PROBES : new Verdict.Waits(prober.get());
      }
      boolean isOut = out.contains(node) && settled;
      return vote.own() == BreakerState.CLOSED || isOut
          ? Verdict.Own.OWN
          : Verdict.StaysAdmitting.STAYS;
    }
  }

  /**
   * @param members all members that run the tool, reachable or not, with the asking node
   */
  public Standing standing(Collection<QuorumMember> members) {
    List<QuorumMember> here = members.stream().filter(QuorumMember::reachable).toList();
    // One node alone has nobody to ask.
    if (members.size() < LEAST_VOTERS || 2 * here.size() <= members.size()) {
      return Standing.ALONE;
    }
    List<QuorumMember> votes = here.stream().filter(member -> member.vote().isPresent()).toList();
    long round = votes.stream().mapToLong(member -> vote(member).round()).max().orElse(0);
    List<QuorumMember> current =
        votes.stream().filter(member -> vote(member).round() == round).toList();
    List<QuorumMember> voters =
        current.stream().filter(member -> vote(member).calls() >= minCalls).toList();
    List<QuorumMember> open = voters.stream().filter(Quorum::isOpen).toList();
    if (voters.size() >= LEAST_VOTERS && 2 * open.size() > voters.size()) {
      Optional<String> prober = open.stream().min(BY_PROBE).map(QuorumMember::node);
      return new Standing(true, round, prober, Set.of());
    }
    Set<String> out =
        current.stream()
            .filter(Quorum::isOpen)
            .sorted(BY_TURN)
            .limit(mostOut(members.size()))
            .map(QuorumMember::node)
            .collect(Collectors.toSet());
    return new Standing(true, round, Optional.empty(), out);
  }

  /**
   * @param members how many members run the tool, reachable or not
   * @return how many of them may be out by their own opening alone; at least 1
   */
  public int mostOut(int members) {
    return Math.max(1, (int) (members * share));
  }

  /**
   * @param self the asking node, which has a vote
   * @param openFor time since its own breaker left {@code CLOSED}; zero while closed
   * @param members all members that run the tool, reachable or not, with the asking node
   * @throws IllegalArgumentException if the asking node is not one of them or has no vote
   */
  public Verdict verdict(String self, Duration openFor, Collection<QuorumMember> members) {
    Vote own =
        members.stream()
            .filter(member -> member.node().equals(self))
            .findFirst()
            .flatMap(QuorumMember::vote)
            .orElseThrow(() -> new IllegalArgumentException(self + " has no vote: " + members));
    return standing(members).of(self, own, openFor.compareTo(settle) >= 0);
  }

  private static boolean isOpen(QuorumMember member) {
    return vote(member).own() != BreakerState.CLOSED;
  }

  private static Vote vote(QuorumMember member) {
    return member.vote().orElseThrow();
  }
}
