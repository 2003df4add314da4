package io.switchgear.cluster.orders;

import com.typesafe.config.ConfigFactory;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.cluster.ClusterLab;
import io.switchgear.cluster.orders.OrderDesk.OrderAnswer;
import io.switchgear.config.Settings;
import io.switchgear.scope.ScanScope;
import io.switchgear.store.JdbcSettings;
import io.switchgear.store.Store;
import io.switchgear.supervisor.BreakerPersistence;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.supervisor.ToolEntry;
import io.switchgear.supervisor.ToolRegistry;
import io.switchgear.testing.Await;
import io.switchgear.tools.portscan.PortScanTool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/** A node with one tool, its own actor system and its own connections to the database. */
final class OrderNode implements AutoCloseable {

  static final String TOOL = "port_scan";

  private final Runnable end;
  private final SupervisedTools tools;
  private final BreakerOrders orders;
  private final List<BreakerOrder> obeyed = new CopyOnWriteArrayList<>();

  private OrderNode(
      ActorSystem<?> system,
      Store store,
      String name,
      Set<String> names,
      Duration interval,
      Runnable end) {
    this.end = end;
    OrderBook book = new OrderBook(store.sql(), name, name);
    OrdersAtStart start = OrdersAtStart.read(book, new BreakerPersistence(store));
    Settings settings = Settings.load(Optional.empty(), Map.of());
    ToolEntry entry =
        new ToolEntry(
            new PortScanTool(new ScanScope(settings.scope()), settings.portScan(), 40_000),
            settings.tool(TOOL).protection(),
            Optional.ofNullable(start.mementos().get(TOOL)));
    ActorRef<ToolRegistry.Command> registry =
        system.systemActorOf(ToolRegistry.create(List.of(entry)), "tools", Props.empty());
    this.tools = Await.result("the tools", SupervisedTools.of(system, registry));
    this.orders =
        BreakerOrders.start(
            system,
            book,
            tools,
            start,
            new BreakerOrders.Nodes(false, () -> names),
            (order, result) -> obeyed.add(order),
            interval);
  }

  /** A node that hears nothing of the others: it has to read the orders by itself. */
  static OrderNode start(JdbcSettings database, String name, String... names) {
    Store store = Store.open(database, name);
    ActorTestKit kit =
        ActorTestKit.create(
            "orders-" + name,
            ConfigFactory.parseString("pekko.actor.provider = local")
                .withFallback(ConfigFactory.load()));
    return new OrderNode(
        kit.system(),
        store,
        name,
        Set.of(names),
        Duration.ofSeconds(2),
        () -> {
          kit.shutdownTestKit();
          store.close();
        });
  }

  /** A node of a cluster, whose owner ends it. It reads at its start, and when it is told. */
  static OrderNode hearing(ClusterLab.LabNode node, Set<String> names) {
    return new OrderNode(
        node.system(), node.store(), node.name(), names, Duration.ofHours(1), () -> {});
  }

  OrderAnswer give(String nodes, Action action, String reason) {
    return give(nodes, action, reason, Optional.empty());
  }

  OrderAnswer give(String nodes, Action action, String reason, Optional<Duration> lasting) {
    return Await.result("the order", giving(nodes, action, reason, lasting));
  }

  CompletionStage<OrderAnswer> giving(
      String nodes, Action action, String reason, Optional<Duration> lasting) {
    return orders.give(new OrderRequest(TOOL, Optional.of(nodes), action, "ann", reason, lasting));
  }

  BreakerSnapshot breaker() {
    return tools.snapshot(TOOL);
  }

  /** The reason of the order in effect; empty if there is none. */
  String standing() {
    return breaker().standing().map(order -> order.reason()).orElse("");
  }

  Optional<String> nodes() {
    return orders.nodesOf(TOOL);
  }

  List<String> waiting() {
    return orders.waiting();
  }

  /** The orders that the follower gave to the breaker. */
  List<BreakerOrder> obeyed() {
    return obeyed;
  }

  @Override
  public void close() {
    orders.stop();
    end.run();
  }
}
