package io.switchgear.cluster.orders;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.cluster.ClusterLab;
import io.switchgear.cluster.orders.OrderDesk.OrderAnswer;
import io.switchgear.testing.Await;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes of one cluster tell each other of orders. They would read by themselves after an hour. */
@Tag("network")
@Tag("process")
class OrderHintsTest {

  @Test
  void anOrderIsObeyedByTheOthersAsSoonAsTheyHearOfIt() {
    try (ClusterLab lab = new ClusterLab("a")) {
      lab.startAll("a", "b");
      Set<String> names = Set.of("a", "b");
      try (OrderNode a = OrderNode.hearing(lab.node("a"), names);
          OrderNode b = OrderNode.hearing(lab.node("b"), names)) {
        Await.until(
            "a hint from a",
            b::standing,
            () -> {
              // The first hints may be sent before b has subscribed.
              assertInstanceOf(
                  OrderAnswer.Given.class, a.give("all", Action.HOLD_OPEN, "moving the rack"));
              return b.standing().equals("moving the rack");
            });
        assertInstanceOf(OrderAnswer.Given.class, b.give("all", Action.AUTO, "moved"));
        Await.until("a hint from b", a::standing, () -> a.standing().isEmpty());
      }
    }
  }
}
