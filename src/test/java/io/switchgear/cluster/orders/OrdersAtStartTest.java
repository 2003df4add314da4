package io.switchgear.cluster.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.BreakerMemento;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.store.Store;
import io.switchgear.store.StoreException;
import io.switchgear.supervisor.BreakerPersistence;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From which states and orders breakers start. */
class OrdersAtStartTest {

  private static final String TOOL = "nmap";

  private final Store store = Store.inMemory();
  private final BreakerPersistence breakers = new BreakerPersistence(store);
  private final OrderBook book = new OrderBook(store.sql(), BreakerOrder.EVERY_NODE, "lab");

  @AfterEach
  void close() {
    breakers.close();
    store.close();
  }

  private Map<String, BreakerMemento> start() {
    return OrdersAtStart.read(book, breakers).mementos();
  }

  private Optional<OperatorOrder> atStart() {
    return Optional.ofNullable(start().get(TOOL)).flatMap(BreakerMemento::order);
  }

  private BreakerOrder order(Action action, String reason, Optional<Duration> lasting) {
    return book.add(
            new OrderBook.Given(
                new OrderRequest(TOOL, Optional.empty(), action, "ann", reason, lasting), 1, 9),
            BreakerOrder.EVERY_NODE,
            () -> true)
        .orElseThrow();
  }

  private void saveByEarlierVersion(Optional<Instant> expires) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("saved_at", Instant.now().toString())
            .put("epoch", 7)
            .put("state", "OPEN")
            .put("open_left", "PT0S")
            .put("reopens", 0)
            .put("failures", 3)
            .put("successes", 0);
    ObjectNode order =
        json.putObject("order")
            .put("action", "HOLD_OPEN")
            .put("operator", "ann")
            .put("reason", "moving the rack");
    expires.ifPresent(end -> order.put("expires", end.toString()));
    store.breakerStates().save(TOOL, json, Instant.now());
  }

  @Test
  void aNewServerHasNone() {
    assertEquals(Map.of(), start());
  }

  @Test
  void aBreakerWithoutAStoredStateStartsWithItsOrder() {
    BreakerOrder given = order(Action.HOLD_OPEN, "moving", Optional.of(Duration.ofHours(2)));
    BreakerMemento memento = start().get(TOOL);
    assertEquals(given.expires(), memento.order().orElseThrow().expires());
    assertEquals(BreakerState.CLOSED, memento.state());
  }

  @Test
  void anOrderOfAnEarlierVersionIsTakenOver() {
    Instant end = Instant.now().plusSeconds(7_200);
    saveByEarlierVersion(Optional.of(end));
    OperatorOrder order = atStart().orElseThrow();
    assertEquals("moving the rack", order.reason());
    assertTrue(
        Duration.between(end, order.expires().orElseThrow()).abs().toSeconds() < 60,
        order::toString);
    assertFalse(breakers.mementos().get(TOOL).order().isPresent(), "it is stored once");
    assertEquals(7, start().get(TOOL).epoch(), "the state stays");
    assertEquals(Optional.of("moving the rack"), atStart().map(OperatorOrder::reason));
    order(Action.AUTO, "moved", Optional.empty());
    assertEquals(Optional.empty(), atStart());
  }

  @Test
  void anExpiredOrderOfAnEarlierVersionIsForgotten() {
    saveByEarlierVersion(Optional.of(Instant.now().minusSeconds(1)));
    assertEquals(Optional.empty(), atStart());
    assertEquals(BreakerState.OPEN, start().get(TOOL).state(), "it needs a probe");
  }

  @Test
  void withoutTheDatabaseThereIsNoStart() {
    store.close();
    assertThrows(StoreException.class, this::start);
  }
}
