package io.switchgear.cluster.join;

import io.switchgear.cluster.join.NodeRegister.Other;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Joins the cluster, and ends when this node is a member. It tries for as long as it takes, and
 * says why it waits.
 *
 * <p>Only the first seed founds a cluster, and only if the database knows of no other node that is
 * in one. Otherwise a first seed that starts again while it cannot reach the others would found a
 * second cluster.
 */
public final class Joining extends AbstractBehavior<Joining.Command> {

  private static final Duration AGAIN = Duration.ofSeconds(10);

  private final List<Address> seeds;
  private final NodeRegister register;
  private final Cluster cluster;
  private final long begun = System.nanoTime();
  private List<Address> asked = List.of();

  private Joining(ActorContext<Command> context, List<Address> seeds, NodeRegister register) {
    super(context);
    context.setLoggerName(Joining.class);
    this.seeds = seeds;
    this.register = register;
    this.cluster = Cluster.get(context.getSystem());
  }

  /** Its own messages. */
  public sealed interface Command {}

  private record Looked(List<Other> others) implements Command {}

  private record Silent(String why) implements Command {}

  private enum Again implements Command {
    AGAIN
  }

  private enum Up implements Command {
    UP
  }

  /**
   * @param seeds in the order of the settings
   */
  public static Behavior<Command> create(List<Address> seeds, NodeRegister register) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Again.AGAIN, AGAIN);
                  Joining joining = new Joining(context, seeds, register);
                  joining
                      .cluster
                      .subscriptions()
                      .tell(
                          Subscribe.create(
                              context.messageAdapter(SelfUp.class, up -> Up.UP), SelfUp.class));
                  joining.look();
                  return joining;
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Looked.class, looked -> join(looked.others()))
        .onMessage(Silent.class, silent -> waits(silent.why()))
        .onMessage(Again.class, again -> again())
        .onMessage(Up.class, up -> joined())
        .build();
  }

  private void look() {
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(register::others, Thread::startVirtualThread),
            (others, failed) ->
                failed == null ? new Looked(others) : new Silent(failed.getMessage()));
  }

  private Behavior<Command> join(List<Other> others) {
    List<Address> order = order(seeds, own(), addresses(others));
    if (!order.equals(asked)) {
      asked = order;
      getContext().getLog().info("asks {} to let this node in", told(order));
      cluster.manager().tell(new JoinSeedNodes(order));
    }
    return this;
  }

  /**
   * The nodes to ask, in order; Pekko founds a cluster if the first is this node and no other one
   * answers.
   *
   * @param running addresses of other nodes that are in the cluster, as far as they are known
   */
  static List<Address> order(List<Address> seeds, Address own, List<Address> running) {
    Set<Address> order = new LinkedHashSet<>();
    boolean founds = !seeds.isEmpty() && seeds.getFirst().equals(own) && running.isEmpty();
    if (founds) {
      order.add(own);
    }
    order.addAll(seeds);
    order.addAll(running);
    if (!founds) {
      order.remove(own);
    }
    return List.copyOf(order);
  }

  private List<Address> addresses(List<Other> others) {
    List<Address> addresses = new ArrayList<>();
    for (Other other : others.stream().filter(Other::member).toList()) {
      Seeds.address(own(), other.address()).ifPresent(addresses::add);
    }
    return addresses;
  }

  private Address own() {
    return cluster.selfMember().address();
  }

  private Behavior<Command> waits(String why) {
    getContext().getLog().warn("this node waits for its database before it joins: {}", why);
    return this;
  }

  private Behavior<Command> again() {
    if (!asked.isEmpty()) {
      getContext()
          .getLog()
          .warn(
              "this node is not in its cluster after {} s. It asks {}; check that one of them runs,"
                  + " that it can be reached from here, and that the certificates are of one"
                  + " authority. It goes on trying.",
              Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
              told(asked));
    }
    look();
    return this;
  }

  private Behavior<Command> joined() {
    getContext().getLog().info("this node, {}, is in its cluster", Seeds.hostPort(own()));
    return Behaviors.stopped();
  }

  private static String told(List<Address> addresses) {
    return addresses.stream().map(Seeds::hostPort).collect(Collectors.joining(", "));
  }
}
