package io.switchgear.cluster.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.cluster.orders.OrderBook.Given;
import io.switchgear.cluster.orders.OrderBook.Reading;
import io.switchgear.cluster.orders.Progress.KeptOrder;
import io.switchgear.cluster.orders.Progress.Next;
import io.switchgear.cluster.orders.Progress.Round;
import io.switchgear.cluster.orders.Progress.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a node does with what it reads. */
class ProgressTest {

  private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");
  private static final String ALL = BreakerOrder.EVERY_NODE;
  private static final Progress NEW = Progress.atStart(10, Map.of());

  private static BreakerOrder order(
      long sequence, String node, Action action, Optional<Instant> expires) {
    return new BreakerOrder(
        sequence, "nmap", node, action, "ann", "why", "a", NOW.minusSeconds(60), expires);
  }

  private static BreakerOrder order(long sequence, String node, Action action) {
    return order(sequence, node, action, Optional.empty());
  }

  private static Next read(Progress before, BreakerOrder... orders) {
    Optional<Instant> now = orders.length == 0 ? Optional.empty() : Optional.of(NOW);
    return before.after(
        new Round(Map.of(), new Reading(now, List.of(orders))), Set.of("nmap"), NOW);
  }

  private static List<Action> actions(Next next) {
    return next.steps().stream().map(step -> step.order().action()).toList();
  }

  static Stream<Arguments> readings() {
    BreakerOrder hold = order(11, ALL, Action.HOLD_OPEN);
    BreakerOrder disable = order(12, "a", Action.DISABLED);
    return Stream.of(
        arguments("nothing", List.of(), List.of()),
        arguments("for all", List.of(hold), List.of(Action.HOLD_OPEN)),
        arguments("for this node", List.of(disable), List.of(Action.DISABLED)),
        arguments("the newer is for this node", List.of(hold, disable), List.of(Action.DISABLED)),
        arguments(
            "the newer is for all",
            List.of(disable, order(13, ALL, Action.HOLD_OPEN)),
            List.of(Action.HOLD_OPEN)),
        arguments("lifted again", List.of(hold, order(13, "a", Action.AUTO)), List.of()),
        arguments("done once", List.of(order(11, ALL, Action.OPEN)), List.of(Action.OPEN)),
        arguments("done before", List.of(order(10, ALL, Action.OPEN)), List.of()),
        arguments(
            "in the order of the sequences",
            List.of(
                order(11, ALL, Action.RESET),
                order(12, "a", Action.OPEN),
                order(13, ALL, Action.DISABLED)),
            List.of(Action.RESET, Action.OPEN, Action.DISABLED)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("readings")
  void aNewNodeObeys(String name, List<BreakerOrder> orders, List<Action> steps) {
    Next next = read(NEW, orders.toArray(BreakerOrder[]::new));
    assertEquals(steps, actions(next));
    assertEquals(
        List.of(),
        read(next.progress(), orders.toArray(BreakerOrder[]::new)).steps(),
        "the same reading again");
  }

  @Test
  void ordersForOtherToolsArePassedOver() {
    Next next =
        NEW.after(
            new Round(
                Map.of(), new Reading(Optional.of(NOW), List.of(order(11, ALL, Action.HOLD_OPEN)))),
            Set.of("echo"),
            NOW);
    assertEquals(List.of(), next.steps());
    assertEquals(Map.of(), next.progress().obeyed());
  }

  @Test
  void aLiftNamesTheOperator() {
    Progress holding = read(NEW, order(11, ALL, Action.HOLD_OPEN)).progress();
    Step lift = read(holding, order(12, ALL, Action.AUTO)).steps().getFirst();
    assertEquals(Action.AUTO, lift.order().action());
    assertEquals("ann", lift.order().operator());
  }

  @Test
  void aLiftIsLearnedEvenIfItsRowIsGone() {
    Progress holding = read(NEW, order(11, ALL, Action.HOLD_OPEN)).progress();
    Next next = read(holding);
    assertEquals(List.of(Action.AUTO), actions(next));
    assertEquals(List.of(), read(next.progress()).steps());
  }

  @Test
  void anExpiryIsLeftToTheBreakerAndTheOlderOrderIsInEffectAgain() {
    BreakerOrder all = order(11, ALL, Action.HOLD_OPEN);
    Progress both = read(NEW, all, order(12, "a", Action.DISABLED, Optional.of(NOW))).progress();
    assertEquals(List.of(Action.HOLD_OPEN), actions(read(both, all)));
    Progress one = read(NEW, order(12, "a", Action.DISABLED, Optional.of(NOW))).progress();
    assertEquals(List.of(), read(one).steps());
  }

  private static Progress keeping(Progress before, Action action) {
    OrderRequest request =
        new OrderRequest("nmap", Optional.empty(), action, "ann", "why", Optional.empty());
    return before.keeping(new Given(request, 1, 10), order(BreakerOrder.UNWRITTEN, "a", action), 0);
  }

  @Test
  void anOrderThatWaitsIsObeyedWhateverIsRead() {
    Progress keeping = keeping(NEW, Action.DISABLED);
    assertEquals(Set.of("nmap"), keeping.kept().keySet());
    assertEquals(List.of(), read(keeping, order(11, ALL, Action.HOLD_OPEN)).steps());
    assertEquals(List.of(), read(keeping).steps());
  }

  @Test
  void anOrderThatWaitedIsNotGivenAgainWhenItIsWritten() {
    Progress keeping = keeping(NEW, Action.DISABLED);
    KeptOrder kept = keeping.kept().get("nmap");
    BreakerOrder row = order(11, "a", Action.DISABLED);
    Next next =
        keeping.after(
            new Round(Map.of(kept, Optional.of(row)), new Reading(Optional.of(NOW), List.of(row))),
            Set.of("nmap"),
            NOW);
    assertEquals(List.of(), next.steps());
    assertTrue(next.progress().kept().isEmpty());
    assertEquals(row, next.progress().obeyed().get("nmap"));
  }

  @Test
  void anOrderThatWaitedAndYieldsIsReplacedOrLifted() {
    for (Action action : List.of(Action.DISABLED, Action.AUTO)) {
      Progress keeping = keeping(NEW, action);
      KeptOrder kept = keeping.kept().get("nmap");
      Next replaced =
          keeping.after(
              new Round(
                  Map.of(kept, Optional.empty()),
                  new Reading(Optional.of(NOW), List.of(order(11, ALL, Action.HOLD_OPEN)))),
              Set.of("nmap"),
              NOW);
      assertEquals(List.of(Action.HOLD_OPEN), actions(replaced));
    }
    Progress keeping = keeping(NEW, Action.DISABLED);
    Next lifted =
        keeping.after(
            new Round(
                Map.of(keeping.kept().get("nmap"), Optional.empty()),
                new Reading(Optional.of(NOW), List.of(order(11, ALL, Action.AUTO)))),
            Set.of("nmap"),
            NOW);
    assertEquals(List.of(Action.AUTO), actions(lifted));
  }

  @Test
  void anOrderThatWasGivenWhileAnEarlierOneWasWrittenStillWaits() {
    Progress first = keeping(NEW, Action.DISABLED);
    KeptOrder kept = first.kept().get("nmap");
    OrderRequest request =
        new OrderRequest(
            "nmap", Optional.empty(), Action.HOLD_OPEN, "ben", "why", Optional.empty());
    Progress second =
        first.keeping(
            new Given(request, 2, 10), order(BreakerOrder.UNWRITTEN, "a", Action.HOLD_OPEN), 1);
    BreakerOrder row = order(11, "a", Action.DISABLED);
    Next next =
        second.after(
            new Round(Map.of(kept, Optional.of(row)), new Reading(Optional.of(NOW), List.of(row))),
            Set.of("nmap"),
            NOW);
    assertEquals(List.of(), next.steps());
    assertFalse(next.progress().kept().isEmpty());
  }

  @Test
  void aWrongClockDoesNotMoveTheEnd() {
    BreakerOrder order = order(11, ALL, Action.HOLD_OPEN, Optional.of(NOW.plusSeconds(100)));
    Round round = new Round(Map.of(), new Reading(Optional.of(NOW), List.of(order)));
    for (long ahead : List.of(-30L, 0L, 30L)) {
      Instant here = NOW.plusSeconds(ahead);
      Step step = NEW.after(round, Set.of("nmap"), here).steps().getFirst();
      assertEquals(
          Duration.ofSeconds(100), Duration.between(here, step.order().expires().orElseThrow()));
    }
    Step close = NEW.after(round, Set.of("nmap"), NOW.plusMillis(300)).steps().getFirst();
    assertEquals(order.expires(), close.order().expires(), "all nodes show the same end");
  }
}
