package io.switchgear.cluster.voting;

import static io.switchgear.breaker.BreakerState.CLOSED;
import static io.switchgear.breaker.BreakerState.HALF_OPEN;
import static io.switchgear.breaker.BreakerState.OPEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.Admission.Admitted;
import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.BreakerMemento;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Guidance;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.breaker.Permit;
import io.switchgear.breaker.Transition;
import io.switchgear.cluster.place.NodeState;
import io.switchgear.cluster.place.ToolState;
import io.switchgear.cluster.quorum.Quorum;
import io.switchgear.cluster.quorum.Quorum.Verdict;
import io.switchgear.cluster.quorum.QuorumState;
import io.switchgear.cluster.quorum.Vote;
import io.switchgear.cluster.voting.QuorumFollower.Become;
import io.switchgear.cluster.voting.QuorumFollower.Command;
import io.switchgear.cluster.voting.QuorumFollower.Look;
import io.switchgear.cluster.voting.QuorumFollower.Moved;
import io.switchgear.cluster.voting.ToolVote.Nodes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.junit.jupiter.api.Test;

/** The follower of node b, with a real breaker as a value, a clock that stands still, and a, c. */
class QuorumFollowerTest {

  private static final String TOOL = "nmap";
  private static final long SECOND = 1_000_000_000L;
  private static final Quorum RULE = new Quorum(2, 0.1, Duration.ofSeconds(1));

  /** Opens at 2 failures for 10 s. */
  private static final BreakerPolicy POLICY =
      new BreakerPolicy(2, Duration.ofSeconds(10), 1, Duration.ofSeconds(10), 0, 1, 1);

  private final Map<String, NodeState> others = new TreeMap<>();
  private final QuorumStates states = new QuorumStates();
  private final List<String> told = new ArrayList<>();
  private final List<Guidance> given = new ArrayList<>();
  private long now = 1_000 * SECOND;
  private boolean member = true;
  private boolean losesOrders;
  private int published;
  private Breaker breaker = Breaker.closed(POLICY, 1);
  private Optional<BehaviorTestKit<Command>> kit = Optional.empty();

  private final VotingBreakers breakers =
      new VotingBreakers() {
        @Override
        public BreakerSnapshot snapshot(String tool) {
          return BreakerSnapshot.of(tool, breaker, 0, 0, false, now);
        }

        @Override
        public void guide(String tool, Guidance guidance) {
          given.add(guidance);
          breaker = breaker.guided(guidance);
        }

        @Override
        public void probedElsewhere(String tool) {
          given.add(Guidance.None.NONE);
          if (!losesOrders) {
            Breaker before = breaker;
            breaker = breaker.probedElsewhere();
            pending = Optional.of(transition(before));
          }
        }
      };

  /** A transition that the follower has not been told. */
  private Optional<Transition> pending = Optional.empty();

  private Transition transition(Breaker before) {
    return Transition.of(TOOL, before, breaker, Instant.EPOCH, now);
  }

  private void start() {
    kit =
        Optional.of(
            BehaviorTestKit.create(
                QuorumFollower.create(
                    new QuorumFollower.Setup(
                        breakers,
                        () -> new Nodes("b", member, List.copyOf(others.values())),
                        states,
                        () -> published++,
                        (tool, own, before, after) ->
                            told.add(own.wire() + ": " + before.wire() + " > " + after.wire()),
                        () -> now),
                    Map.of(TOOL, RULE))));
  }

  private void other(String name, BreakerState own, int calls, long round) {
    Vote vote = new Vote(own, calls, round, own == CLOSED ? 0 : 1, 0);
    other(name, own, Duration.ofSeconds(30), Optional.of(vote));
  }

  private void other(String name, BreakerState shown, Duration retryAfter, Optional<Vote> vote) {
    ToolState tool = new ToolState(shown, retryAfter, 5, 0, false, vote);
    others.put(name, new NodeState(name, true, true, Duration.ofSeconds(1), Map.of(TOOL, tool)));
  }

  private void unreachable(String name) {
    NodeState node = others.get(name);
    others.put(name, new NodeState(name, false, true, node.age(), node.tools()));
  }

  private void look() {
    kit.orElseThrow().run(Look.LOOK);
  }

  private void become(Breaker next) {
    Breaker before = breaker;
    breaker = next;
    if (next.epoch() != before.epoch()) {
      kit.orElseThrow().run(new Moved(transition(before)));
    }
  }

  private void call(boolean success) {
    Permit permit = assertInstanceOf(Admitted.class, breaker.admit(now)).permit();
    Breaker admitted = ((Admitted) breaker.admit(now)).breaker();
    become(
        success
            ? admitted.succeeded(permit, Duration.ZERO, now)
            : admitted.failed(permit, Duration.ZERO, now));
  }

  private void opens() {
    call(false);
    call(false);
    assertEquals(OPEN, breaker.state());
  }

  private void pass(long seconds) {
    now += seconds * SECOND;
    become(breaker.advanced(now));
    look();
  }

  private void order(Action action) {
    OperatorOrder order =
        OperatorOrder.given(action, "ann", "drill", Optional.empty(), Instant.EPOCH);
    become(breaker.ordered(order, now, Instant.EPOCH).orElseThrow());
    look();
  }

  private QuorumState state() {
    return states.of(TOOL).orElseThrow();
  }

  private Vote vote() {
    return state().vote().orElseThrow();
  }

  private void tellPending() {
    Transition transition = pending.orElseThrow();
    pending = Optional.empty();
    kit.orElseThrow().run(new Moved(transition));
  }

  @Test
  void oneBadNodeStaysAdmittingUntilItsOpeningHasSettled() {
    other("a", CLOSED, 9, 0);
    other("c", CLOSED, 9, 0);
    start();
    opens();
    assertEquals(Verdict.StaysAdmitting.STAYS, state().verdict());
    assertEquals(new Vote(OPEN, 2, 0, 1, 0), vote());
    assertEquals(CLOSED, breaker.met());
    pass(1);
    assertEquals(Verdict.Own.OWN, state().verdict());
    assertEquals(OPEN, breaker.met());
    pass(9);
    assertEquals(HALF_OPEN, vote().own());
    call(true);
    assertEquals(new Vote(CLOSED, 0, 0, 0, 0), vote());
    assertEquals(List.of("open: own > stays_admitting", "open: stays_admitting > own"), told);
  }

  @Test
  void aNodeOverTheShareStaysAdmittingAndItsCallsMakeTheMajority() {
    other("a", OPEN, 9, 0);
    other("c", CLOSED, 9, 0);
    start();
    opens();
    pass(5);
    assertEquals(new Verdict.Waits("a"), state().verdict(), "two of three with enough calls");
    // Of five nodes two are no majority.
    other("d", CLOSED, 9, 0);
    other("e", CLOSED, 9, 0);
    look();
    assertEquals(Verdict.StaysAdmitting.STAYS, state().verdict());
    call(false);
    assertEquals(OPEN, breaker.state());
    assertEquals(3, breaker.counted());
    assertEquals(2, vote().calls(), "no more than count are published");
  }

  @Test
  void aNodeThatWaitsRefusesWithTheRetryOfTheProber() {
    start();
    other("a", OPEN, 9, 0);
    other("c", OPEN, 9, 0);
    look();
    assertEquals(new Verdict.Waits("a"), state().verdict());
    assertEquals(CLOSED, breaker.state());
    assertEquals(OPEN, breaker.met());
    assertEquals(Duration.ofSeconds(29), breaker.retryAfter(now));
    BreakerSnapshot snapshot = breakers.snapshot(TOOL);
    assertEquals("most nodes have it open, and a probes", snapshot.why());
    // The same retry time, seen again a little later, is no news.
    int before = given.size();
    now += SECOND / 10;
    look();
    assertEquals(before, given.size());
    // The other one probes instead.
    other("a", OPEN, Duration.ofSeconds(30), Optional.of(new Vote(OPEN, 9, 0, 1, 1)));
    look();
    assertEquals(new Verdict.Waits("c"), state().verdict());
    assertTrue(breakers.snapshot(TOOL).why().contains("c probes"));
    assertEquals(List.of("closed: own > waits", "closed: waits > waits"), told);
  }

  @Test
  void theProbeOfThisNodeClosesAll() {
    start();
    opens();
    other("a", OPEN, 9, 0);
    look();
    other("c", OPEN, 9, 0);
    look();
    assertEquals(new Verdict.Waits("a"), state().verdict());
    pass(10);
    assertEquals(Verdict.Probes.PROBES, state().verdict(), "the first that can probe");
    assertEquals(HALF_OPEN, breaker.met());
    call(true);
    assertEquals(new Vote(CLOSED, 0, 1, 0, 0), vote());
    assertEquals(Verdict.Own.OWN, state().verdict());
  }

  @Test
  void theProbeOfAnotherNodeClosesThisOne() {
    start();
    opens();
    other("a", OPEN, 9, 0);
    other("c", OPEN, 9, 0);
    look();
    losesOrders = true;
    other("a", CLOSED, 0, 1);
    look();
    assertEquals(new Verdict.Lifted(1), state().verdict());
    assertEquals(OPEN, breaker.state());
    look();
    int asked = given.size();
    losesOrders = false;
    pass(1);
    assertEquals(asked + 1, given.size(), "asked again when the first was of no avail");
    assertEquals(CLOSED, breaker.state());
    tellPending();
    assertEquals(new Vote(CLOSED, 0, 1, 0, 0), vote());
    assertEquals(Verdict.Own.OWN, state().verdict());
    assertEquals(CLOSED, breaker.met());
    assertEquals(
        List.of("open: own > waits", "open: waits > lifted", "closed: lifted > own"),
        told.subList(told.size() - 3, told.size()));
  }

  @Test
  void aNodeThatStartsTakesTheRoundOver() {
    other("a", OPEN, 9, 7);
    other("c", OPEN, 9, 7);
    start();
    assertEquals(new Vote(CLOSED, 0, 7, 0, 0), vote());
    assertEquals(new Verdict.Waits("a"), state().verdict());
    assertEquals(0, breaker.epoch(), "there was nothing to close");
  }

  @Test
  void aNodeThatStartsOpenHasNoVoteThatCounts() {
    opened();
    other("a", CLOSED, 9, 0);
    other("c", OPEN, 9, 0);
    start();
    assertEquals(new Vote(OPEN, 0, 0, 2, 0), vote());
    assertEquals(Verdict.StaysAdmitting.STAYS, state().verdict(), "c is out already");
    other("a", CLOSED, 9, 7);
    other("c", CLOSED, 9, 7);
    look();
    tellPending();
    assertEquals(CLOSED, breaker.state(), "the others have closed it meanwhile");
  }

  private void opened() {
    Permit permit = ((Admitted) breaker.admit(now)).permit();
    Breaker open = breaker.failed(permit, Duration.ZERO, now).failed(permit, Duration.ZERO, now);
    breaker = BreakerMemento.of(open, now, Instant.EPOCH).restored(POLICY, 1, now, Instant.EPOCH);
  }

  @Test
  void withoutAMajorityEachNodeIsAlone() {
    start();
    opens();
    other("a", OPEN, 9, 0);
    other("c", OPEN, 9, 0);
    look();
    assertEquals(new Verdict.Waits("a"), state().verdict());
    unreachable("a");
    look();
    assertEquals(Verdict.Probes.PROBES, state().verdict(), "the next name");
    unreachable("c");
    look();
    assertEquals(Verdict.Own.OWN, state().verdict());
    assertEquals(OPEN, breaker.met());
    pass(10);
    call(true);
    assertEquals(0, vote().round(), "it closed for itself alone");
    other("a", OPEN, 9, 0);
    look();
    assertEquals(Verdict.Own.OWN, state().verdict(), "one with enough calls is no majority");
  }

  @Test
  void operatorsOrdersComeFirst() {
    start();
    other("a", OPEN, 9, 0);
    other("c", OPEN, 9, 0);
    look();
    order(Action.CLOSE);
    assertEquals(Verdict.Own.OWN, state().verdict());
    assertEquals(CLOSED, breaker.met());
    assertEquals(new Vote(CLOSED, 0, 0, 0, 0), vote(), "it closed for itself alone");
    order(Action.HOLD_OPEN);
    assertEquals(Optional.empty(), state().vote());
    assertEquals(OPEN, breaker.met());
    other("a", CLOSED, 0, 1);
    other("c", CLOSED, 0, 1);
    look();
    assertEquals(OPEN, breaker.state(), "no probe ends it");
    order(Action.AUTO);
    assertEquals(HALF_OPEN, breaker.met(), "after a hold it probes");
    call(true);
    assertEquals(new Vote(CLOSED, 0, 1, 0, 0), vote());
    order(Action.OPEN);
    pass(2);
    assertEquals(Optional.empty(), state().vote(), "an order says nothing about the tool");
    assertEquals(OPEN, breaker.met());
  }

  @Test
  void anOperatorWhoClosesTheProberClosesNoOther() {
    start();
    opens();
    other("a", OPEN, Duration.ofSeconds(30), Optional.of(new Vote(OPEN, 9, 0, 1, 5)));
    look();
    assertEquals(Verdict.Probes.PROBES, state().verdict());
    order(Action.CLOSE);
    assertEquals(0, vote().round());
  }

  @Test
  void aNodeThatIsNoFullMemberHasNoVote() {
    other("a", OPEN, 9, 0);
    other("c", OPEN, 9, 0);
    member = false;
    start();
    assertEquals(new QuorumState(Optional.empty(), Verdict.Own.OWN, state().standing()), state());
    member = true;
    look();
    assertEquals(new Verdict.Waits("a"), state().verdict());
    member = false;
    look();
    assertEquals(CLOSED, breaker.met());
  }

  @Test
  void onlyNodesThatMayRunTheToolCount() {
    other("a", OPEN, 9, 0);
    others.put("g1", new NodeState("g1", true, false, Duration.ZERO, Map.of()));
    others.put("g2", new NodeState("g2", true, false, Duration.ZERO, Map.of()));
    ToolState echo = new ToolState(CLOSED, Duration.ZERO, 1, 0, false, Optional.empty());
    others.put("d", new NodeState("d", true, true, Duration.ZERO, Map.of("echo", echo)));
    start();
    opens();
    pass(2);
    assertEquals(new Verdict.Waits("a"), state().verdict());
    // A worker that has told nothing may run it: two of four nodes are no majority.
    others.put("e", new NodeState("e", true, true, Duration.ofDays(1), Map.of()));
    others.put("f", new NodeState("f", true, true, Duration.ofDays(1), Map.of()));
    look();
    assertEquals(Verdict.Own.OWN, state().verdict());
  }

  @Test
  void aQuorumThatIsSwitchedOffLeavesTheBreakerAsItIs() {
    start();
    other("a", OPEN, 9, 0);
    other("c", OPEN, 9, 0);
    look();
    assertEquals(OPEN, breaker.met());
    kit.orElseThrow().run(new Become(Map.of()));
    assertEquals(CLOSED, breaker.met());
    assertEquals(Optional.empty(), states.of(TOOL));
    assertFalse(kit.orElseThrow().getAllLogEntries().isEmpty());
    assertEquals("closed: waits > own", told.getLast());
    opens();
    look();
    assertEquals(OPEN, breaker.met());
    kit.orElseThrow().run(new Become(Map.of(TOOL, RULE)));
    assertEquals(new Vote(OPEN, 2, 0, 2, 0), vote(), "it counts what was counted meanwhile");
    assertEquals(new Verdict.Waits("a"), state().verdict());
  }
}
