package io.switchgear.cluster.orders;

import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.cluster.orders.OrderBook.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How far this node has obeyed. Of the orders for a tool that have not expired the newest is in
 * effect, for one node or for all.
 *
 * @param read the newest order that it has read
 * @param obeyed the standing orders that its breakers obey, by tool
 * @param kept orders for this node that wait for the database, by tool; they are obeyed already
 */
record Progress(long read, Map<String, BreakerOrder> obeyed, Map<String, KeptOrder> kept) {

  private static final Duration NO_MATTER = Duration.ofSeconds(1);

  Progress {
    obeyed = Map.copyOf(obeyed);
    kept = Map.copyOf(kept);
  }

  /**
   * An order that the database did not take.
   *
   * @param seen the newest order that this node had read when it was given
   * @param givenAt on the monotonic clock, in nanoseconds
   */
  record KeptOrder(OrderBook.Given given, long seen, long givenAt) {
    String tool() {
      return given.order().tool();
    }
  }

  /**
   * What a breaker is to be told.
   *
   * @param from the order that it follows from; empty if the row that lifts was removed already
   */
  record Step(String tool, OperatorOrder order, long sequence, Optional<BreakerOrder> from) {}

  /** The progress once the steps are done. */
  record Next(Progress progress, List<Step> steps) {}

  /**
   * One round with the database.
   *
   * @param settled the kept orders that need no longer wait, each with its row; without one it
   *     yields to the orders that were read
   */
  record Round(Map<KeptOrder, Optional<BreakerOrder>> settled, Reading reading) {}

  /** Of a node that starts, whose breakers have these orders already. */
  static Progress atStart(long newest, Map<String, BreakerOrder> standing) {
    return new Progress(newest, standing, Map.of());
  }

  /** The standing orders in effect, by tool. */
  static Map<String, BreakerOrder> standing(List<BreakerOrder> orders) {
    Map<String, BreakerOrder> standing = newest(orders);
    standing.values().removeIf(order -> !order.action().stands());
    return standing;
  }

  private static Map<String, BreakerOrder> newest(List<BreakerOrder> orders) {
    Map<String, BreakerOrder> newest = new TreeMap<>();
    orders.stream()
        .filter(order -> !order.once())
        .sorted(Comparator.comparingLong(BreakerOrder::sequence))
        .forEach(order -> newest.put(order.tool(), order));
    return newest;
  }

  /**
   * With an order for this node that the database did not take, and that the breaker obeys.
   *
   * @param row what the breaker obeys
   * @param now on the monotonic clock
   */
  Progress keeping(OrderBook.Given given, BreakerOrder row, long now) {
    String tool = given.order().tool();
    Map<String, KeptOrder> more = new HashMap<>(kept);
    more.put(tool, new KeptOrder(given, read, now));
    Map<String, BreakerOrder> others = new HashMap<>(obeyed);
    others.remove(tool);
    if (row.action().stands()) {
      others.put(tool, row);
    }
    return new Progress(read, others, more);
  }

  /**
   * What follows from a round.
   *
   * @param tools those of this node; orders for others are passed over
   * @param here this node's clock at the time of the reading
   */
  Next after(Round round, Set<String> tools, Instant here) {
    Map<String, KeptOrder> waiting = new HashMap<>(kept);
    Map<String, BreakerOrder> obeying = new HashMap<>(obeyed);
    round
        .settled()
        .forEach(
            (order, row) -> {
              if (waiting.remove(order.tool(), order)
                  && row.filter(written -> written.action().stands()).isPresent()) {
                obeying.put(order.tool(), row.orElseThrow());
              }
            });
    List<BreakerOrder> orders = round.reading().orders();
    Instant now = round.reading().now().orElse(here);
    Duration skew = skew(now, here);
    List<Step> steps = new ArrayList<>();
    for (BreakerOrder order : orders) {
      if (order.once() && order.sequence() > read && tools.contains(order.tool())) {
        steps.add(step(order, skew));
      }
    }
    Map<String, BreakerOrder> newest = newest(orders);
    Set<String> concerned = new HashSet<>(newest.keySet());
    concerned.addAll(obeying.keySet());
    concerned.retainAll(tools);
    concerned.removeAll(waiting.keySet());
    for (String tool : concerned) {
      Optional<BreakerOrder> last = Optional.ofNullable(newest.get(tool));
      last.filter(order -> order.action().stands())
          .ifPresentOrElse(
              order -> {
                BreakerOrder before = obeying.put(tool, order);
                if (before == null || before.sequence() != order.sequence()) {
                  steps.add(step(order, skew));
                }
              },
              () ->
                  Optional.ofNullable(obeying.remove(tool))
                      .filter(before -> !before.endedAt(now))
                      .ifPresent(before -> steps.add(lift(tool, last, skew))));
    }
    steps.sort(Comparator.comparingLong(Step::sequence));
    return new Next(
        new Progress(
            orders.stream().mapToLong(BreakerOrder::sequence).reduce(read, Math::max),
            obeying,
            waiting),
        steps);
  }

  private static Step step(BreakerOrder order, Duration skew) {
    return new Step(order.tool(), order.local(skew), order.sequence(), Optional.of(order));
  }

  private static Step lift(String tool, Optional<BreakerOrder> by, Duration skew) {
    return by.map(order -> step(order, skew))
        .orElseGet(
            () ->
                new Step(
                    tool,
                    new OperatorOrder(
                        Action.AUTO,
                        "(unknown)",
                        "the order was lifted while this node could not read it",
                        Optional.empty()),
                    0,
                    Optional.empty()));
  }

  /** Small differences are left as they are, so that every node shows the same end. */
  static Duration skew(Instant database, Instant here) {
    Duration skew = Duration.between(database, here);
    return skew.abs().compareTo(NO_MATTER) < 0 ? Duration.ZERO : skew;
  }
}
