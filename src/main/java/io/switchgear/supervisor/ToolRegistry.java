package io.switchgear.supervisor;

import io.switchgear.metrics.CallStatistics;
import io.switchgear.metrics.ToolMetrics;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.Tool;
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

  private record WrappedDrained(Drained drained) implements Command {}

  /** The answer to {@link ListTools}, by name. */
  record Tools(Map<String, Station> stations, Transitions transitions) {
    Tools {
      stations = Map.copyOf(stations);
    }
  }

  /** All that it takes to call a tool. */
  record Station(Tool tool, SupervisorRef line, ToolMetrics metrics) {}

  /**
   * Work is started, unless it is prompt, and stopped on virtual threads, so that a tool that
   * blocks where it must not holds up nobody else.
   */
  static final Executor LAUNCHER = Thread.ofVirtual().name("launch")::start;

  private final ActorContext<Command> context;
  private static final List<String> ERROR_TYPES =
      Stream.of(ErrorType.values()).map(ErrorType::wire).toList();

  private final Tools tools;

  private ToolRegistry(ActorContext<Command> context, Tools tools) {
    this.context = context;
    context.setLoggerName(ToolRegistry.class);
    this.tools = tools;
  }

  /**
   * @throws IllegalArgumentException if two tools have one name
   */
  public static Behavior<Command> create(List<ToolEntry> entries) {
    return create(entries, new CallStatistics(CallStatistics.Limits.STANDARD));
  }

  /**
   * As {@link #create(List)}.
   *
   * @param statistics of all calls
   */
  public static Behavior<Command> create(List<ToolEntry> entries, CallStatistics statistics) {
    return create(entries, statistics, Clocks.SYSTEM);
  }

  static Behavior<Command> create(
      List<ToolEntry> entries, CallStatistics statistics, Clocks clocks) {
    Map<String, ToolEntry> byName = new TreeMap<>();
    for (ToolEntry entry : entries) {
      if (byName.put(entry.name(), entry) != null) {
        throw new IllegalArgumentException(
            "two tools are named '" + entry.name() + "': every tool needs a name of its own");
      }
    }
    return Behaviors.setup(
        context -> {
          Transitions transitions = new Transitions();
          Map<String, Station> stations = new TreeMap<>();
          byName.forEach(
              (name, entry) ->
                  stations.put(
                      name,
                      open(
                          context,
                          entry,
                          clocks,
                          transitions,
                          new ToolMetrics(name, ERROR_TYPES, statistics))));
          return new ToolRegistry(context, new Tools(stations, transitions)).serving();
        });
  }

  private static Station open(
      ActorContext<Command> context,
      ToolEntry entry,
      Clocks clocks,
      Transitions transitions,
      ToolMetrics metrics) {
    Tool tool = entry.tool();
    Protection rules = Protection.of(tool, entry.policy());
    PublishedCircuit gate =
        new PublishedCircuit(entry.name(), rules, clocks, transitions, entry.memento());
    Behavior<ToolSupervisor.Command> supervisor =
        ToolSupervisor.create(gate, tool::verdict, LAUNCHER);
    return new Station(
        tool,
        new SupervisorRef(gate, context.spawn(supervisor, entry.name()), context.getSystem()),
        metrics);
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
    list.replyTo().tell(tools);
    return Behaviors.same();
  }

  private Behavior<Command> becomeDraining(Shutdown shutdown) {
    context.getLog().info("ending the calls of {}", Quantity.of(tools.stations().size(), "tool"));
    ActorRef<Drained> adapter = context.messageAdapter(Drained.class, WrappedDrained::new);
    tools
        .stations()
        .values()
        .forEach(station -> station.line().supervisor().tell(new ToolSupervisor.Drain(adapter)));
    return drained(tools.stations().keySet(), List.of(shutdown.replyTo()));
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
