package io.switchgear.supervisor;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Parent of the supervisors: one child per tool, by the tool's name.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>message</th><th>next</th><th>answer</th></tr>
 * <tr><td>serving</td><td>ListTools</td><td></td><td>the tools and their supervisors</td></tr>
 * <tr><td>serving</td><td>Shutdown</td><td>draining</td><td></td></tr>
 * <tr><td>draining</td><td>the last tool has drained</td><td></td><td>Done to all who asked</td></tr>
 * </table>
 *
 * <p>Drained supervisors stay, and refuse what still comes, until the actor system ends.
 */
public final class ToolRegistry {

  public sealed interface Command {}

  /** Lets no call in any more, ends those there are, and answers once none is left. */
  public record Shutdown(ActorRef<Done> replyTo) implements Command {}

  record ListTools(ActorRef<Tools> replyTo) implements Command {}

  private record WrappedDrained(ToolSupervisor.Drained drained) implements Command {}

  /** The answer to {@link ListTools}, by name. */
  record Tools(Map<String, Line> lines) {}

  /** All that it takes to call a tool. */
  record Line(ToolEntry entry, Gate gate, ActorRef<ToolSupervisor.Command> supervisor) {}

  /**
   * Work is started and stopped on virtual threads, so that a tool that blocks where it must not
   * holds up nobody else.
   */
  private static final Executor LAUNCHER = Thread.ofVirtual().name("launch")::start;

  private final ActorContext<Command> context;
  private final Map<String, Line> lines;

  private ToolRegistry(ActorContext<Command> context, Map<String, Line> lines) {
    this.context = context;
    this.lines = lines;
  }

  /**
   * @throws IllegalArgumentException if two tools have one name
   */
  public static Behavior<Command> create(List<ToolEntry> entries) {
    return create(entries, Clocks.SYSTEM);
  }

  static Behavior<Command> create(List<ToolEntry> entries, Clocks clocks) {
    Map<String, ToolEntry> byName = new TreeMap<>();
    for (ToolEntry entry : entries) {
      if (byName.put(entry.name(), entry) != null) {
        throw new IllegalArgumentException(
            "two tools are named '" + entry.name() + "': every tool needs a name of its own");
      }
    }
    return Behaviors.setup(
        context -> {
          Map<String, Line> lines = new TreeMap<>();
          byName.forEach((name, entry) -> lines.put(name, open(context, name, entry, clocks)));
          return new ToolRegistry(context, Map.copyOf(lines)).serving();
        });
  }

  private static Line open(
      ActorContext<Command> context, String name, ToolEntry entry, Clocks clocks) {
    Gate gate = new Gate(name, entry.policy(), clocks, new SecureRandom().nextLong());
    Behavior<ToolSupervisor.Command> supervisor =
        ToolSupervisor.create(gate, entry.tool()::verdict, LAUNCHER);
    return new Line(entry, gate, context.spawn(supervisor, name));
  }

  private Behavior<Command> serving() {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case ListTools list -> onListTools(list);
              case Shutdown shutdown -> becomeDraining(shutdown);
              case WrappedDrained ignored -> Behaviors.same();
            });
  }

  private Behavior<Command> draining(Set<String> left, List<ActorRef<Done>> waiting) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case ListTools list -> onListTools(list);
              case Shutdown shutdown -> drained(left, plus(waiting, shutdown.replyTo()));
              case WrappedDrained drained ->
                  drained(without(left, drained.drained().tool()), waiting);
            });
  }

  private Behavior<Command> onListTools(ListTools list) {
    list.replyTo().tell(new Tools(lines));
    return Behaviors.same();
  }

  private Behavior<Command> becomeDraining(Shutdown shutdown) {
    context.getLog().info("ending the calls of {} tools", lines.size());
    ActorRef<ToolSupervisor.Drained> adapter =
        context.messageAdapter(ToolSupervisor.Drained.class, WrappedDrained::new);
    lines.values().forEach(line -> line.supervisor().tell(new ToolSupervisor.Drain(adapter)));
    return drained(lines.keySet(), List.of(shutdown.replyTo()));
  }

  /** Draining, with the answers given if no tool is left to wait for. */
  private Behavior<Command> drained(Set<String> left, List<ActorRef<Done>> waiting) {
    if (!left.isEmpty()) {
      return draining(left, waiting);
    }
    waiting.forEach(replyTo -> replyTo.tell(Done.getInstance()));
    return draining(left, List.of());
  }

  private static <T> Set<T> without(Set<T> set, T removed) {
    return set.stream()
        .filter(item -> !item.equals(removed))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static <T> List<T> plus(List<T> list, T added) {
    return Stream.concat(list.stream(), Stream.of(added)).toList();
  }
}
