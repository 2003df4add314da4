package io.switchgear.supervisor;

import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.BreakerMemento;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.Guidance;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OrderResult;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.Subscription;
import io.switchgear.breaker.TransitionListener;
import io.switchgear.breaker.supervision.SupervisorRef;
import io.switchgear.breaker.supervision.TransitionPublisher;
import io.switchgear.supervisor.ToolRegistry.SupervisedTool;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.PlanFilter;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.UntrustedText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** The tools behind their breakers, for code outside of actors. Thread-safe. */
public final class SupervisedTools implements ToolCatalog {

  private final TreeMap<String, SupervisedTool> stations;
  private final TransitionPublisher transitions;
  private final PlanFilter planFilter;

  private SupervisedTools(
      TreeMap<String, SupervisedTool> stations,
      TransitionPublisher transitions,
      PlanFilter planFilter) {
    this.stations = stations;
    this.transitions = transitions;
    this.planFilter = planFilter;
  }

  /**
   * The tools of a registry, once it has started them; fails after {@code 5 s} without an answer.
   */
  public static CompletionStage<SupervisedTools> of(
      ActorSystem<?> system, ActorRef<ToolRegistry.Command> registry) {
    return AskPattern.ask(
            registry, ToolRegistry.ListTools::new, SupervisorRef.PATIENCE, system.scheduler())
        .thenApply(
            tools ->
                new SupervisedTools(
                    new TreeMap<>(tools.stations()), tools.transitions(), PlanFilter.NONE));
  }

  /** The same tools, with a filter between the plan of each call and the tool's breaker. */
  public SupervisedTools with(PlanFilter filter) {
    return new SupervisedTools(stations, transitions, filter);
  }

  @Override
  public List<ToolDescriptor> descriptors() {
    return stations.values().stream().map(station -> station.tool().descriptor()).toList();
  }

  @Override
  public Optional<ToolDescriptor> find(String name) {
    return Optional.ofNullable(stations.get(name)).map(station -> station.tool().descriptor());
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    SupervisedTool station = station(call.tool());
    return new ProtectedCall(station, planFilter, call, Optional.empty(), progress);
  }

  @Override
  public ToolRun resume(ToolPlan plan, Progress progress) {
    ToolCall call = plan.call();
    SupervisedTool station = station(call.tool());
    return new ProtectedCall(station, planFilter, call, Optional.of(plan), progress);
  }

  /** Counts the refusal if the tool is one of these. */
  @Override
  public void turnedAway(ToolCall call, ToolOutcome outcome) {
    SupervisedTool station = stations.get(call.tool());
    if (station != null) {
      station.metrics().callStarted();
      station
          .metrics()
          .callEnded(
              "failure", ErrorType.of(outcome).map(ErrorType::wire).orElse("none"), Duration.ZERO);
    }
  }

  /** The current state of every breaker, in the order of the tools' names. Sends no message. */
  public List<BreakerSnapshot> snapshots() {
    return stations.values().stream().map(station -> station.supervisor().snapshot()).toList();
  }

  /**
   * The current state of one tool's breaker. Sends no message.
   *
   * @throws IllegalArgumentException if there is no such tool
   */
  public BreakerSnapshot snapshot(String tool) {
    return supervisor(tool).snapshot();
  }

  /**
   * The state of one tool's breaker. Cheaper than {@link #snapshot}. Sends no message.
   *
   * @throws IllegalArgumentException if there is no such tool
   */
  public BreakerState state(String tool) {
    return supervisor(tool).state();
  }

  /**
   * Statistics of a tool's calls; fails if its supervisor does not answer within {@code 5 s}.
   *
   * @throws IllegalArgumentException if there is no such tool
   */
  public CompletionStage<BreakerStats> stats(String tool) {
    return supervisor(tool).stats();
  }

  /**
   * Gives an operator's order. The result may be ignored.
   *
   * @param operator who; 1 to 100 characters
   * @param reason why; 1 to 500 characters
   * @param lasting after which a standing order ends by itself; 1 s to 365 days
   * @return fails if the supervisor does not answer within {@code 5 s}
   * @throws IllegalArgumentException if there is no such tool, or if a value is out of its range
   */
  public CompletionStage<OrderResult> operate(
      String tool,
      OperatorOrder.Action action,
      String operator,
      String reason,
      Optional<Duration> lasting) {
    return supervisor(tool)
        .operate(action, UntrustedText.line(operator), UntrustedText.line(reason), lasting);
  }

  /**
   * Gives an order that has its expiry already.
   *
   * @return fails if the supervisor does not answer within {@code 5 s}
   * @throws IllegalArgumentException if there is no such tool
   */
  public CompletionStage<OrderResult> operate(String tool, OperatorOrder order) {
    return supervisor(tool).operate(order);
  }

  /**
   * Gives guidance to a tool's breaker; it is in effect soon.
   *
   * @throws IllegalArgumentException if there is no such tool
   */
  public void guide(String tool, Guidance guidance) {
    supervisor(tool).guide(guidance);
  }

  /**
   * Closes a tool's breaker soon, because a probe of another breaker of the same tool has
   * succeeded. Does nothing while the breaker's state is an operator's.
   *
   * @throws IllegalArgumentException if there is no such tool
   */
  public void probedElsewhere(String tool) {
    supervisor(tool).probedElsewhere();
  }

  /**
   * Applies other policies, and the current self-tests of the tools. Breakers keep their states,
   * and running calls keep their deadlines.
   *
   * @param policies by the tool's name
   * @return completes when all are in effect; fails if a supervisor does not answer within {@code 5
   *     s}
   */
  public CompletionStage<Done> reconfigure(Function<String, ProtectionPolicy> policies) {
    CompletionStage<Done> all = CompletableFuture.completedFuture(Done.getInstance());
    for (Map.Entry<String, SupervisedTool> station : stations.entrySet()) {
      var rules = station.getValue().protection(policies.apply(station.getKey()));
      all =
          all.thenCombine(station.getValue().supervisor().reconfigure(rules), (done, one) -> done);
    }
    return all;
  }

  /** Notifies the listener of every later transition of all tools until the result is closed. */
  public Subscription subscribe(TransitionListener listener) {
    return transitions.subscribe(listener);
  }

  /**
   * One tool's breaker. As long as it is the same object, its {@link #memento} differs by the time
   * only.
   *
   * @throws IllegalArgumentException if there is no such tool
   */
  Breaker breaker(String tool) {
    return supervisor(tool).breaker();
  }

  /**
   * The state of a tool's breaker that is persisted. It changes with every transition.
   *
   * @throws IllegalArgumentException if there is no such tool
   */
  public BreakerMemento memento(String tool) {
    return supervisor(tool).memento();
  }

  SupervisorRef<ToolOutcome> supervisor(String tool) {
    return station(tool).supervisor();
  }

  private SupervisedTool station(String tool) {
    SupervisedTool station = stations.get(tool);
    if (station == null) {
      throw new IllegalArgumentException(
          "there is no tool '" + tool + "'; there are: " + String.join(", ", stations.keySet()));
    }
    return station;
  }
}
