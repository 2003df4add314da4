package io.switchgear.cluster.orders;

import io.switchgear.breaker.BreakerMemento;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.store.StoreException;
import io.switchgear.supervisor.BreakerPersistence;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a node reads before its breakers exist, so that they obey the standing orders from their
 * first call. Orders that are done once and are older than this are not done.
 */
public final class OrdersAtStart {

  private final Progress progress;
  private final Map<String, BreakerMemento> mementos;

  private OrdersAtStart(Progress progress, Map<String, BreakerMemento> mementos) {
    this.progress = progress;
    this.mementos = Map.copyOf(mementos);
  }

  /**
   * Reads the orders, and takes over those that an earlier version stored with the breakers'
   * states. Blocks.
   *
   * @throws StoreException if the database does not answer; a node must not start without knowing
   *     its orders
   */
  public static OrdersAtStart read(OrderBook book, BreakerPersistence breakers) {
    Map<String, BreakerMemento> mementos = new TreeMap<>(breakers.mementos());
    mementos.forEach(
        (tool, memento) ->
            memento
                .order()
                .ifPresent(
                    order -> {
                      book.takeOver(tool, order, Instant.now());
                      breakers.saveWithoutOrder(tool, memento);
                    }));
    long newest = book.newest();
    OrderBook.Reading reading = book.read(newest);
    Instant here = Instant.now();
    Duration skew = Progress.skew(reading.now().orElse(here), here);
    Map<String, BreakerOrder> standing = Progress.standing(reading.orders());
    mementos.replaceAll((tool, memento) -> memento.under(Optional.empty()));
    standing.forEach(
        (tool, order) ->
            mementos.put(
                tool,
                mementos.getOrDefault(tool, fresh(here)).under(Optional.of(order.local(skew)))));
    return new OrdersAtStart(Progress.atStart(newest, standing), mementos);
  }

  private static BreakerMemento fresh(Instant now) {
    Optional<OperatorOrder> none = Optional.empty();
    return new BreakerMemento(
        now, 0, BreakerState.CLOSED, Duration.ZERO, 0, 0, 0, Optional.empty(), none);
  }

  /** The states from which the breakers start, with the orders in effect, by tool. */
  public Map<String, BreakerMemento> mementos() {
    return mementos;
  }

  Progress progress() {
    return progress;
  }
}
