package io.switchgear.cluster.voting;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.cluster.ClusterLab.LabNode;
import io.switchgear.cluster.quorum.QuorumState;
import io.switchgear.cluster.quorum.Vote;
import io.switchgear.cluster.view.BreakerView;
import io.switchgear.cluster.view.OwnTools;
import io.switchgear.config.QuorumSettings;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.supervisor.ToolEntry;
import io.switchgear.supervisor.ToolRegistry;
import io.switchgear.testing.Await;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.Props;

/** A node with a tool of which the test says whether it works, and whose quorum is on. */
final class VotingNode {

  private static final String NAME = "scan";

  /** Opens at 3 failures; one probe closes it. */
  private static final ProtectionPolicy POLICY =
      new ProtectionPolicy(
          Duration.ofSeconds(30),
          BreakerPolicy.DEFAULT
              .withFailureThreshold(3)
              .withRecoveryTimeout(Duration.ofSeconds(2))
              .withJitter(0),
          BulkheadPolicy.DEFAULT);

  private static final QuorumSettings QUORUM =
      new QuorumSettings(true, 3, 0.1, Duration.ofMillis(500));

  private final String name;
  private final SwitchedTool tool = new SwitchedTool();
  private final QuorumStates states = new QuorumStates();
  private final SupervisedTools tools;
  private final QuorumVoting voting;
  private final AtomicInteger calls = new AtomicInteger();

  VotingNode(LabNode node) {
    this.name = node.name();
    this.tools =
        Await.result(
            "the tools of " + name,
            SupervisedTools.of(
                node.system(),
                node.system()
                    .systemActorOf(
                        ToolRegistry.create(List.of(new ToolEntry(tool, POLICY))),
                        "tools",
                        Props.empty())));
    OwnTools own = new OwnTools(tools, each -> BulkheadPolicy.DEFAULT, states::of);
    BreakerView view =
        BreakerView.start(node.system(), name, node.members(), own::read, System::nanoTime);
    tools.subscribe(transition -> view.changed());
    this.voting =
        QuorumVoting.start(
            node.system(),
            tools,
            view,
            states,
            each -> QUORUM,
            (each, breaker, before, now) -> {},
            System::nanoTime);
  }

  void works(boolean well) {
    tool.works = well;
  }

  void switchOff() {
    voting.become(each -> new QuorumSettings(false, 3, 0.1, Duration.ofMillis(500)));
  }

  ToolOutcome call() {
    ToolCall call =
        new ToolCall(
            name + calls.incrementAndGet(),
            NAME,
            JsonNodeFactory.instance.objectNode(),
            Caller.LOCAL);
    return Await.result("the call", tools.call(call, Progress.NONE).outcome());
  }

  /** Three calls, which the breaker counts. */
  VotingNode called() {
    for (int i = 0; i < 3; i++) {
      call();
    }
    return this;
  }

  BreakerSnapshot breaker() {
    return tools.snapshot(NAME);
  }

  /** Alone if it has none. */
  QuorumState state() {
    return states.of(NAME).orElse(QuorumState.ALONE);
  }

  boolean votes() {
    return states.of(NAME).isPresent();
  }

  Vote vote() {
    return state().vote().orElse(Vote.NONE);
  }

  void await(String verdict) {
    Await.until(
        name + ": " + verdict, this::toString, () -> state().verdict().wire().equals(verdict));
  }

  String lastChange() {
    return Await.result("the statistics", tools.stats(NAME)).stateHistory().getLast().reason();
  }

  @Override
  public String toString() {
    return state() + ", " + breaker();
  }

  private static final class SwitchedTool implements Tool {
    private volatile boolean works = true;

    @Override
    public ToolDescriptor descriptor() {
      ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
      return new ToolDescriptor(
          NAME,
          NAME,
          "for tests",
          schema,
          Optional.empty(),
          new ToolDescriptor.Hints(true, false, true, false));
    }

    @Override
    public Availability availability() {
      return new Availability.Available("1", "");
    }

    @Override
    public CompletionStage<Planning> plan(ToolCall call) {
      return CompletableFuture.completedFuture(new Planning.Planned(ToolPlan.of(call)));
    }

    @Override
    public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
      ToolOutcome outcome =
          works
              ? new Success(ToolOutput.text("fine"))
              : new Failed(Fault.CRASHED, "It crashed.", ToolOutput.NONE);
      return ToolRun.completed(outcome);
    }

    @Override
    public boolean isPrompt() {
      return true;
    }
  }
}
