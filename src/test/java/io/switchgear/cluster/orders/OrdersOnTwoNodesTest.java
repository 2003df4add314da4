package io.switchgear.cluster.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.cluster.orders.OrderDesk.Durability;
import io.switchgear.cluster.orders.OrderDesk.OrderAnswer;
import io.switchgear.store.JdbcSettings;
import io.switchgear.testing.Await;
import io.switchgear.testing.Postgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two nodes on one PostgreSQL, which know of each other's orders by reading alone. */
@Tag("process")
class OrdersOnTwoNodesTest {

  private final JdbcSettings database = Postgres.freshDatabase();
  private OrderNode a;
  private OrderNode b;

  @BeforeEach
  void start() {
    a = OrderNode.start(database, "a", "a", "b");
    b = OrderNode.start(database, "b", "a", "b");
  }

  @AfterEach
  void stop() {
    Postgres.start();
    a.close();
    b.close();
  }

  private static void given(OrderAnswer answer, String nodes) {
    OrderAnswer.Given given = assertInstanceOf(OrderAnswer.Given.class, answer);
    assertEquals(nodes, given.nodes());
    assertEquals(new Durability.Committed(Optional.empty()), given.durability());
  }

  private static void awaitStanding(String reason, OrderNode... nodes) {
    for (OrderNode node : nodes) {
      Await.until(
          "the order '" + reason + "'", node::standing, () -> node.standing().equals(reason));
    }
  }

  @Test
  void anOrderForAllIsObeyedByAllAndByANodeThatJoinsLater() {
    given(a.give("all", Action.HOLD_OPEN, "moving the rack"), "all");
    assertEquals("moving the rack", a.standing(), "the node that took it obeys at once");
    awaitStanding("moving the rack", b);
    assertEquals(Optional.of("all"), b.nodes());
    try (OrderNode late = OrderNode.start(database, "c", "a", "b", "c")) {
      assertEquals("moving the rack", late.standing(), "before its first call");
      assertEquals(BreakerState.OPEN, late.breaker().state());
      given(late.give("all", Action.AUTO, "moved"), "all");
      awaitStanding("", a, b, late);
    }
    Await.until("both orders", b::obeyed, () -> b.obeyed().size() >= 2);
    assertEquals(
        List.of(Action.HOLD_OPEN, Action.AUTO),
        b.obeyed().stream().map(BreakerOrder::action).toList());
    assertEquals(List.of("a", "c"), b.obeyed().stream().map(BreakerOrder::takenBy).toList());
    assertEquals("ann", b.obeyed().getLast().operator());
  }

  @Test
  void anOrderForOneNodeIsObeyedByThatNode() {
    given(a.give("b", Action.DISABLED, "only b"), "b");
    awaitStanding("only b", b);
    assertEquals(Optional.of("b"), b.nodes());
    given(b.give("all", Action.METRICS_ONLY, "newer, for all"), "all");
    assertEquals("newer, for all", b.standing());
    given(b.give("b", Action.AUTO, "not on b"), "b");
    assertEquals("", b.standing());
    awaitStanding("newer, for all", a);
    IllegalArgumentException unknown =
        assertThrows(IllegalArgumentException.class, () -> a.give("z", Action.DISABLED, "nowhere"));
    assertTrue(unknown.getMessage().contains("all, a, b"), unknown::getMessage);
  }

  @Test
  void whatIsDoneOnceIsDoneOnceByTheNodesThatAreThere() {
    given(a.give("all", Action.RESET, "once"), "all");
    Await.until("the reset", b::obeyed, () -> b.obeyed().size() == 1);
    try (OrderNode late = OrderNode.start(database, "c", "a", "b", "c")) {
      given(a.give("all", Action.HOLD_OPEN, "later"), "all");
      awaitStanding("later", a, b, late);
      Await.until("the order", late::obeyed, () -> !late.obeyed().isEmpty());
      assertEquals(List.of("later"), late.obeyed().stream().map(BreakerOrder::reason).toList());
    }
    for (OrderNode node : List.of(a, b)) {
      Await.until("both", node::obeyed, () -> node.obeyed().size() >= 2);
      assertEquals(
          List.of("once", "later"), node.obeyed().stream().map(BreakerOrder::reason).toList());
    }
    assertInstanceOf(
        OrderAnswer.Refused.class, b.give("all", Action.OPEN, "under a standing order"));
  }

  @Test
  void anOrderExpiresOnAllNodesAndTheOlderOneIsInEffectAgain() {
    given(b.give("b", Action.DISABLED, "until lifted"), "b");
    given(
        a.give("all", Action.HOLD_OPEN, "for a while", Optional.of(Duration.ofSeconds(6))), "all");
    awaitStanding("for a while", a, b);
    assertEquals(
        a.breaker().standing().orElseThrow().expires(),
        b.breaker().standing().orElseThrow().expires());
    awaitStanding("", a);
    awaitStanding("until lifted", b);
  }

  @Test
  void withoutTheDatabaseOnlyTheNodeItselfCanBeOrdered() {
    given(a.give("all", Action.METRICS_ONLY, "before"), "all");
    awaitStanding("before", b);
    Postgres.stop();
    OrderAnswer.Unavailable refused =
        assertInstanceOf(OrderAnswer.Unavailable.class, a.give("all", Action.HOLD_OPEN, "for all"));
    assertTrue(refused.message().contains("\"nodes\": \"a\""), refused::message);
    assertInstanceOf(OrderAnswer.Unavailable.class, a.give("b", Action.HOLD_OPEN, "for b"));
    assertEquals("before", a.standing());
    OrderAnswer.Given kept =
        assertInstanceOf(OrderAnswer.Given.class, a.give("a", Action.DISABLED, "for a"));
    assertInstanceOf(Durability.Waiting.class, kept.durability());
    assertEquals("for a", a.standing());
    assertEquals(List.of(OrderNode.TOOL), a.waiting());
    Postgres.start();
    Await.until("the order in the database", a::waiting, () -> a.waiting().isEmpty());
    assertEquals("for a", a.standing());
    a.close();
    a = OrderNode.start(database, "a", "a", "b");
    assertEquals("for a", a.standing());
    assertEquals("before", b.standing());
  }

  @Test
  void anOrderThatWaitedYieldsToAnAcknowledgedOrderForAll() {
    Postgres.stop();
    assertInstanceOf(OrderAnswer.Given.class, a.give("a", Action.DISABLED, "for a"));
    b.close();
    Postgres.start();
    b = OrderNode.start(database, "b", "a", "b");
    OrderAnswer.Given all =
        assertInstanceOf(OrderAnswer.Given.class, b.give("all", Action.HOLD_OPEN, "for all"));
    assertEquals("all", all.nodes());
    awaitStanding("for all", a, b);
  }

  @Test
  void ordersThatTwoNodesTakeAtOnceEndEqualOnBoth() {
    List<CompletableFuture<OrderAnswer>> giving = new ArrayList<>();
    List<Action> actions = List.of(Action.HOLD_OPEN, Action.METRICS_ONLY, Action.DISABLED);
    for (int i = 0; i < 12; i++) {
      for (OrderNode node : List.of(a, b)) {
        giving.add(
            node.giving(
                    "all",
                    actions.get(i % actions.size()),
                    (node == a ? "a" : "b") + i,
                    Optional.empty())
                .toCompletableFuture());
      }
    }
    giving.forEach(CompletableFuture::join);
    String last =
        a.give("all", Action.METRICS_ONLY, "the last") instanceof OrderAnswer.Given
            ? "the last"
            : "";
    awaitStanding(last, a, b);
    assertEquals(a.breaker().standing(), b.breaker().standing());
  }
}
