package io.switchgear.supervisor;

import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.supervision.Clocks;
import io.switchgear.breaker.supervision.Drained;
import io.switchgear.breaker.supervision.GuardedWork;
import io.switchgear.breaker.supervision.Protection;
import io.switchgear.breaker.supervision.SupervisorRef;
import io.switchgear.breaker.supervision.SupervisorSetup;
import io.switchgear.breaker.supervision.TransitionPublisher;
import io.switchgear.metrics.CallStatistics;
import io.switchgear.metrics.ToolMetrics;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.LogKeys;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The parent of the supervisors: one child per tool, by the tool's name. Each is the breaker
 * library's supervisor, with tool outcomes.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>message</th><th>next</th><th>reply</th></tr>
 * <tr><td>serving</td><td>ListTools</td><td></td><td>the tools and their supervisors</td></tr>
 * <tr><td>serving</td><td>Shutdown</td><td>draining</td><td></td></tr>
 * <tr><td>draining</td><td>the last tool has drained</td><td></td><td>Done to all Shutdowns</td></tr>
 * </table>
 *
 * <p>Drained supervisors stay until the actor system ends, and reject the calls that still come.
 */
public final class ToolRegistry {

  public sealed interface Command {}

  /** Stops admitting calls, ends the running calls, and replies when no call is left. */
  public record Shutdown(ActorRef<Done> replyTo) implements Command {}

  record ListTools(ActorRef<Tools> replyTo) implements Command {}

  private record WrappedDrained(Drained drained) implements Command {}

  /** The answer to {@link ListTools}, by name. */
  record Tools(Map<String, SupervisedTool> stations, TransitionPublisher transitions) {
    Tools {
      stations = Map.copyOf(stations);
    }
  }

  /** A tool, its supervisor and its metrics. */
  record SupervisedTool(Tool tool, SupervisorRef<ToolOutcome> supervisor, ToolMetrics metrics) {

    /** The supervisor's rules for this tool under that policy. */
    Protection<ToolOutcome> protection(ProtectionPolicy policy) {
      return ToolRegistry.protection(tool, policy);
    }
  }

  private static final List<String> ERROR_TYPES =
      Stream.of(ErrorType.values()).map(ErrorType::wire).toList();

  private final ActorContext<Command> context;
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
          TransitionPublisher transitions = new TransitionPublisher();
          Map<String, SupervisedTool> stations = new TreeMap<>();
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

  private static SupervisedTool open(
      ActorContext<Command> context,
      ToolEntry entry,
      Clocks clocks,
      TransitionPublisher transitions,
      ToolMetrics metrics) {
    Tool tool = entry.tool();
    SupervisorSetup<ToolOutcome> setup =
        new SupervisorSetup<>(
            entry.name(),
            protection(tool, entry.policy()),
            new ToolOutcomes(tool),
            new MeasuredBreaker(entry.name()),
            transitions,
            SupervisorSetup.VIRTUAL_THREADS,
            clocks,
            entry.memento(),
            Map.of(LogKeys.TOOL, entry.name()));
    return new SupervisedTool(tool, SupervisorRef.spawn(setup, context), metrics);
  }

  private static Protection<ToolOutcome> protection(Tool tool, ProtectionPolicy policy) {
    Optional<GuardedWork<ToolOutcome>> canary =
        policy.breaker().canary()
            ? tool.selfTest().map(plan -> ToolWork.selfTest(tool, plan))
            : Optional.empty();
    return new Protection<>(policy, canary);
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
                  drained(without(left, drained.drained().name()), waiting);
            });
  }

  private Behavior<Command> onListTools(ListTools list) {
    list.replyTo().tell(tools);
    return Behaviors.same();
  }

  private Behavior<Command> becomeDraining(Shutdown shutdown) {
    context.getLog().info("ending the calls of {}", Quantity.of(tools.stations().size(), "tool"));
    ActorRef<Drained> adapter = context.messageAdapter(Drained.class, WrappedDrained::new);
    tools.stations().values().forEach(station -> station.supervisor().drain(adapter));
    return drained(tools.stations().keySet(), List.of(shutdown.replyTo()));
  }

  /** Draining; replies if no tool is left to wait for. */
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
