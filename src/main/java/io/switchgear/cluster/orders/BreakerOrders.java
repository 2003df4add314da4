package io.switchgear.cluster.orders;

import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.OrderResult;
import io.switchgear.cluster.orders.OrderFollower.Followed;
import io.switchgear.store.StoreException;
import io.switchgear.supervisor.SupervisedTools;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Orders that are kept in the database. An order is acknowledged when its row is committed. If the
 * database does not take it, an order for this node alone is obeyed from memory and written later,
 * and all others are refused.
 */
public final class BreakerOrders implements OrderDesk {

  /** Between two readings of the orders of other nodes. */
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  /** How long the database may take for an order that can be obeyed without it. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How long it may take for any other order. */
  private static final Duration LONG_PATIENCE = Duration.ofSeconds(5);

  /**
   * The nodes that orders can name.
   *
   * @param alone whether this node is no part of a cluster
   * @param names of the nodes of the cluster now
   */
  public record Nodes(boolean alone, Supplier<Set<String>> names) {}

  private enum Reach {
    HERE,
    EVERYWHERE,
    ELSEWHERE
  }

  /** The nodes that an order is for. */
  private record Scope(Reach reach, String node) {

    String shown() {
      return node.equals(BreakerOrder.EVERY_NODE) ? OrderRequest.ALL : node;
    }
  }

  private sealed interface Written {

    record Committed(BreakerOrder row) implements Written {}

    record Overtaken() implements Written {}

    record Failed(String why) implements Written {}
  }

  private final ActorSystem<?> system;
  private final OrderBook book;
  private final SupervisedTools tools;
  private final Nodes nodes;
  private final long start;
  private final OrdersInEffect inEffect;
  private final ActorRef<OrderFollower.Command> follower;
  private final AtomicLong tickets = new AtomicLong();

  private BreakerOrders(
      ActorSystem<?> system,
      OrderBook book,
      SupervisedTools tools,
      OrdersAtStart atStart,
      Nodes nodes,
      OrderListener listener,
      Duration interval) {
    this.system = system;
    this.book = book;
    this.tools = tools;
    this.nodes = nodes;
    this.start = atStart.progress().read();
    this.inEffect = new OrdersInEffect(atStart.progress());
    boolean shared = !book.node().equals(BreakerOrder.EVERY_NODE);
    this.follower =
        system.systemActorOf(
            OrderFollower.create(
                new OrderFollower.Setup(book, tools, inEffect, listener, interval, shared),
                atStart.progress()),
            "breaker-orders",
            Props.empty());
  }

  /**
   * Takes orders, and follows those of other nodes.
   *
   * @param tools whose breakers started with {@link OrdersAtStart#mementos}
   * @param listener told of the orders that the breakers of this node obey
   */
  public static BreakerOrders start(
      ActorSystem<?> system,
      OrderBook book,
      SupervisedTools tools,
      OrdersAtStart atStart,
      Nodes nodes,
      OrderListener listener) {
    return start(system, book, tools, atStart, nodes, listener, INTERVAL);
  }

  /** With another time between two readings. */
  static BreakerOrders start(
      ActorSystem<?> system,
      OrderBook book,
      SupervisedTools tools,
      OrdersAtStart atStart,
      Nodes nodes,
      OrderListener listener,
      Duration interval) {
    return new BreakerOrders(system, book, tools, atStart, nodes, listener, interval);
  }

  /** Follows no more orders; call it before the database is closed. */
  public void stop() {
    follower.tell(OrderFollower.Stop.STOP);
  }

  /**
   * For which nodes the standing order of a tool's breaker was given: {@value OrderRequest#ALL} or
   * the name of this node; empty if there is none.
   */
  public Optional<String> nodesOf(String tool) {
    return inEffect.of(tool).map(BreakerOrder::scope);
  }

  /** The tools whose newest order is in effect and not in the database, sorted. */
  public List<String> waiting() {
    return inEffect.waiting();
  }

  @Override
  public CompletionStage<OrderAnswer> give(OrderRequest order) {
    Scope scope = scope(order.nodes());
    BreakerSnapshot breaker = tools.snapshot(order.tool());
    if (order.once() && scope.reach() == Reach.HERE) {
      return tools
          .operate(order.tool(), order.action(), order.operator(), order.reason(), order.lasting())
          .thenApply(result -> OrderDesk.of(result, scope.shown(), new Durability.Done()));
    }
    if (order.once() && scope.reach() == Reach.EVERYWHERE && breaker.standing().isPresent()) {
      return CompletableFuture.completedFuture(
          new OrderAnswer.Refused(
              "'%s' is under a standing order because %s. Lift it with auto first, or give another standing order."
                  .formatted(order.tool(), breaker.reason().sentence())));
    }
    OrderBook.Given given = new OrderBook.Given(order, tickets.incrementAndGet(), start);
    return written(given, scope).thenCompose(written -> answer(written, given, scope));
  }

  /**
   * @throws IllegalArgumentException if there is no such node
   */
  private Scope scope(Optional<String> given) {
    Scope here = new Scope(Reach.HERE, book.node());
    String asked = given.orElse(OrderRequest.ALL);
    if (asked.equals(OrderRequest.ALL)) {
      return nodes.alone() ? here : new Scope(Reach.EVERYWHERE, BreakerOrder.EVERY_NODE);
    }
    if (asked.equals(book.name())) {
      return here;
    }
    Set<String> names = new TreeSet<>(nodes.names().get());
    if (!nodes.alone() && names.contains(asked)) {
      return new Scope(Reach.ELSEWHERE, asked);
    }
    names.add(book.name());
    throw new IllegalArgumentException(
        "nodes = %s: there is no such node now; allowed are %s, %s"
            .formatted(asked, OrderRequest.ALL, String.join(", ", names)));
  }

  /** Never fails. */
  private CompletionStage<Written> written(OrderBook.Given given, Scope scope) {
    Duration patience = scope.reach() == Reach.HERE ? PATIENCE : LONG_PATIENCE;
    AtomicBoolean wanted = new AtomicBoolean(true);
    return CompletableFuture.supplyAsync(
            () -> book.add(given, scope.node(), wanted::get), Thread::startVirtualThread)
        .handle(BreakerOrders::outcome)
        .completeOnTimeout(
            new Written.Failed("it has not answered within " + patience.toSeconds() + " s"),
            patience.toNanos(),
            TimeUnit.NANOSECONDS)
        .thenApply(
            written -> {
              wanted.set(false);
              return written;
            });
  }

  private static Written outcome(Optional<BreakerOrder> row, Throwable failed) {
    if (failed != null) {
      Throwable cause = failed instanceof CompletionException ? failed.getCause() : failed;
      if (cause instanceof StoreException trouble) {
        return new Written.Failed(trouble.getMessage());
      }
      throw new CompletionException(cause);
    }
    return row.<Written>map(Written.Committed::new).orElseGet(Written.Overtaken::new);
  }

  private CompletionStage<OrderAnswer> answer(Written written, OrderBook.Given given, Scope scope) {
    return switch (written) {
      case Written.Committed committed -> onCommitted(committed.row(), scope);
      case Written.Overtaken ignored ->
          CompletableFuture.completedFuture(
              new OrderAnswer.Refused(
                  "a newer order for '%s' was given to this node at the same time and is in effect."
                      .formatted(given.order().tool())));
      case Written.Failed failed ->
          scope.reach() == Reach.HERE
              ? keptHere(given, scope, failed.why())
              : CompletableFuture.completedFuture(unavailable(given, scope, failed.why()));
    };
  }

  private CompletionStage<OrderAnswer> onCommitted(BreakerOrder row, Scope scope) {
    follower.tell(new OrderFollower.Announce(new OrderHint(row.sequence())));
    if (scope.reach() == Reach.ELSEWHERE) {
      return CompletableFuture.completedFuture(
          new OrderAnswer.Given(scope.shown(), new Durability.Committed(Optional.empty())));
    }
    return AskPattern.ask(follower, OrderFollower.CatchUp::new, LONG_PATIENCE, system.scheduler())
        .exceptionally(late -> Followed.LATER)
        .thenApply(
            followed ->
                new OrderAnswer.Given(
                    scope.shown(),
                    new Durability.Committed(
                        followed == Followed.YES
                            ? Optional.empty()
                            : Optional.of(
                                "The order is in the store, which does not answer now. It takes"
                                    + " effect on this node when the store answers again."))));
  }

  private CompletionStage<OrderAnswer> keptHere(OrderBook.Given given, Scope scope, String why) {
    CompletionStage<OrderResult> result =
        AskPattern.ask(
            follower,
            replyTo -> new OrderFollower.KeepHere(given, replyTo),
            LONG_PATIENCE,
            system.scheduler());
    return result.thenApply(
        obeyed -> OrderDesk.of(obeyed, scope.shown(), new Durability.Waiting(why)));
  }

  private OrderAnswer unavailable(OrderBook.Given given, Scope scope, String why) {
    return new OrderAnswer.Unavailable(
        "The order %s for '%s' on %s was not stored: %s. This node does not obey it, but the store may still have taken it. Try again when the store answers, or order this node alone with \"nodes\": \"%s\", which works without the store."
            .formatted(
                given.order().action().wire(),
                given.order().tool(),
                scope.reach() == Reach.EVERYWHERE ? "all nodes" : "node " + scope.node(),
                why,
                book.name()));
  }
}
