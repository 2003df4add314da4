package io.switchgear.cluster.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.switchgear.breaker.BreakerState;
import io.switchgear.cluster.place.NodeState;
import io.switchgear.cluster.place.Placement;
import io.switchgear.cluster.quorum.Quorum;
import io.switchgear.cluster.quorum.Quorum.Verdict;
import io.switchgear.cluster.quorum.QuorumMember;
import io.switchgear.cluster.sim.Step.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Placement, quorum and the hand-out of blocks under faults, in a cluster that is simulated.
 *
 * <p>{@code ./sbt -Dsimulation.schedules=10000 'testOnly *SimulationTest'} runs more schedules;
 * {@code -Dsimulation.seed=N} starts with that one.
 */
@Tag("slow")
class SimulationTest {

  private static final int SCHEDULES = Integer.getInteger("simulation.schedules", 200);
  private static final long FIRST_SEED = Long.getLong("simulation.seed", 1);
  private static final int PLANTED = 2_000;

  @Test
  void noScheduleBreaksARule() {
    Tally tally = new Tally();
    long start = System.nanoTime();
    Optional<Simulation.Failure> failure =
        new Simulation(Rules.REAL, tally).search(FIRST_SEED, SCHEDULES);
    failure.ifPresent(found -> fail(found.toString()));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf("%d schedules in %d ms: %s%n", SCHEDULES, took.toMillis(), tally);
    if (SCHEDULES >= 200) {
      assertEquals(
          List.of(),
          Arrays.stream(Tally.What.values()).filter(what -> tally.of(what) == 0).toList());
    }
  }

  @Test
  void aScheduleRunsTheSameWayTwice() {
    Tally first = new Tally();
    new Simulation(Rules.REAL, first).search(FIRST_SEED, 20);
    Tally second = new Tally();
    new Simulation(Rules.REAL, second).search(FIRST_SEED, 20);
    assertEquals(first.toString(), second.toString());
  }

  /** Bugs that the simulation must find, each with the rule that it breaks. */
  private enum Planted {
    PLACES_ON_UNREACHABLE_NODES("a call goes only to a node that is seen to admit it") {
      @Override
      Rules rules() {
        return Rules.REAL.with(
            (tool, placed, self, others, random) ->
                Rules.PLACEMENT.decide(
                    tool, placed, self, others.stream().map(Planted::reached).toList(), random));
      }
    },
    BELIEVES_OLD_VIEWS("a call goes only to a node that is seen to admit it") {
      @Override
      Rules rules() {
        return Rules.REAL.with(new Placement(Duration.ofDays(1))::decide);
      }
    },
    TRUSTS_CLOCKS_OF_OTHERS("a call goes only to a node that is seen to admit it") {
      @Override
      Rules rules() {
        return Rules.REAL.trustingClocks();
      }
    },
    PLACES_AGAIN("a call takes one hop at most") {
      @Override
      Rules rules() {
        return Rules.REAL.with(
            (tool, placed, self, others, random) ->
                Rules.PLACEMENT.decide(tool, false, self, others, random));
      }
    },
    ANSWERS_AGAIN("a call is answered once") {
      @Override
      Rules rules() {
        return Rules.REAL.answeringAgain();
      }
    },
    ONE_NODE_OPENS_ALL("one bad node does not open all") {
      @Override
      Rules rules() {
        return Rules.REAL.with(
            (self, openFor, members) ->
                members.stream()
                    .filter(Planted::isOpen)
                    .findFirst()
                    .<Verdict>map(open -> new Verdict.Waits(open.node()))
                    .orElse(Verdict.Own.OWN));
      }
    },
    ALL_MAY_BE_OUT("one node of ten, at least one, is out by its own opening alone") {
      @Override
      Rules rules() {
        return Rules.REAL.with(new Quorum(5, 1.0, Duration.ofSeconds(1))::verdict);
      }
    },
    NO_TIME_TO_SETTLE("one node of ten, at least one, is out by its own opening alone") {
      @Override
      Rules rules() {
        return Rules.REAL.with(new Quorum(5, 0.1, Duration.ZERO)::verdict);
      }
    },
    A_MINORITY_DECIDES(
        "a majority that is reachable decides, and a node that is reachable probes") {
      @Override
      Rules rules() {
        return Rules.REAL.with(
            (self, openFor, members) ->
                Rules.QUORUM.verdict(
                    self, openFor, members.stream().map(Planted::reached).toList()));
      }
    },
    NOBODY_PROBES("a tool that works again is closed again") {
      @Override
      Rules rules() {
        return Rules.REAL.with(
            (self, openFor, members) -> {
              Verdict verdict = Rules.QUORUM.verdict(self, openFor, members);
              return verdict.isForAll() ? new Verdict.Waits(self) : verdict;
            });
      }
    },
    WRITES_WITHOUT_EPOCH("a job has one writer") {
      @Override
      Rules rules() {
        return Rules.REAL.unfenced();
      }
    },
    STORES_AGAIN("a host is stored once") {
      @Override
      Rules rules() {
        return Rules.REAL.storingAgain();
      }
    };

    private final String rule;

    Planted(String rule) {
      this.rule = rule;
    }

    abstract Rules rules();

    private static NodeState reached(NodeState node) {
      return new NodeState(node.node(), true, node.worker(), node.age(), node.tools());
    }

    private static QuorumMember reached(QuorumMember member) {
      return new QuorumMember(member.node(), true, member.vote());
    }

    private static boolean isOpen(QuorumMember member) {
      return member.vote().filter(vote -> vote.own() != BreakerState.CLOSED).isPresent();
    }
  }

  /** An outage that has passed, and one node on which the tool is still broken. */
  @Test
  void aNodeThatIsBrokenItselfIsNotTheOnlyOneThatProbes() {
    Script script =
        new Script(
            1,
            3,
            List.of(
                new Step(1_000, Kind.CALLS, 0, 1, 14_900),
                new Step(1_000, Kind.CALLS, 1, 2, 14_900),
                new Step(1_000, Kind.CALLS, 2, 0, 14_900),
                new Step(1_500, Kind.OUTAGE, 0, 1, 3_000),
                new Step(1_500, Kind.BAD_TOOL, 0, 1, 14_400)));
    assertEquals(Optional.empty(), new Simulation(Rules.REAL, new Tally()).run(script));
    Rules lowestName =
        Rules.REAL.with(
            (self, openFor, members) -> {
              Verdict verdict = Rules.QUORUM.verdict(self, openFor, members);
              String lowest =
                  members.stream()
                      .filter(Planted::isOpen)
                      .map(QuorumMember::node)
                      .min(Comparator.naturalOrder())
                      .orElse(self);
              return !verdict.isForAll()
                  ? verdict
                  : lowest.equals(self) ? Verdict.Probes.PROBES : new Verdict.Waits(lowest);
            });
    assertEquals(
        Optional.of("one bad node does not keep a tool from the others"),
        new Simulation(lowestName, new Tally()).run(script).map(Violation::rule));
  }

  /** A simulation that finds nothing proves nothing. */
  @ParameterizedTest
  @EnumSource(Planted.class)
  void aPlantedBugIsFoundAndShrunk(Planted bug) {
    Simulation.Failure failure =
        new Simulation(bug.rules(), new Tally())
            .search(FIRST_SEED, PLANTED, violation -> violation.rule().equals(bug.rule))
            .orElseGet(() -> fail("not found in " + PLANTED + " schedules"));
    System.out.println(failure);
    assertTrue(failure.shortest().steps().size() <= 6, failure.toString());
    assertEquals(Optional.empty(), new Simulation(Rules.REAL, new Tally()).run(failure.shortest()));
  }
}
