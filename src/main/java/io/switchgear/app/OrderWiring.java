package io.switchgear.app;

import io.switchgear.breaker.OrderResult;
import io.switchgear.cluster.members.Members;
import io.switchgear.cluster.orders.BreakerOrder;
import io.switchgear.cluster.orders.BreakerOrders;
import io.switchgear.cluster.orders.BreakerOrders.Nodes;
import io.switchgear.cluster.orders.OrderBook;
import io.switchgear.cluster.orders.OrderListener;
import io.switchgear.cluster.orders.OrdersAtStart;
import io.switchgear.config.ClusterSettings;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.watch.audit.AuditRecord;
import io.switchgear.watch.audit.AuditRecord.Kind;
import io.switchgear.watch.audit.AuditTrail;
import org.apache.pekko.actor.typed.ActorSystem;

/** Gives operators' orders to breakers their parts. */
final class OrderWiring {

  private OrderWiring() {}

  /** The storage must have an order book. */
  static BreakerOrders start(
      ActorSystem<?> system,
      Storage storage,
      SupervisedTools tools,
      OrdersAtStart atStart,
      Nodes nodes) {
    OrderBook book = storage.orders().orElseThrow();
    return BreakerOrders.start(
        system, book, tools, atStart, nodes, audited(storage.trail(), book.name()));
  }

  /** The nodes that have told their names. */
  static Nodes nodes(ClusterSettings cluster, Members members) {
    return new Nodes(cluster.alone(), () -> members.view().names());
  }

  /** The node that took an order has a record of the request already. */
  private static OrderListener audited(AuditTrail trail, String node) {
    return (order, result) -> {
      if (!order.takenBy().equals(node)) {
        trail.record(record(order, result).with("taken_by", order.takenBy()));
      }
    };
  }

  private static AuditRecord record(BreakerOrder order, OrderResult result) {
    String what = "order " + order.action().wire() + " " + order.tool();
    AuditRecord record =
        switch (result) {
          case OrderResult.Applied ignored ->
              AuditRecord.done(Kind.OPERATION, order.operator(), what);
          case OrderResult.Refused ignored ->
              AuditRecord.refused(Kind.OPERATION, order.operator(), what, "standing order");
        };
    return record.with("nodes", order.scope());
  }
}
