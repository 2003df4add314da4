package io.switchgear.supervisor;

import io.switchgear.supervisor.ToolRegistry.Line;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** The tools behind their breakers, for those who are no actors. Safe for use by many threads. */
public final class SupervisedTools implements ToolCatalog {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ActorSystem<?> system;
  private final TreeMap<String, Line> lines;

  private SupervisedTools(ActorSystem<?> system, Map<String, Line> lines) {
    this.system = system;
    this.lines = new TreeMap<>(lines);
  }

  /**
   * The tools of a registry, once it has started them; fails after {@code 5 s} without an answer.
   */
  public static CompletionStage<SupervisedTools> of(
      ActorSystem<?> system, ActorRef<ToolRegistry.Command> registry) {
    return AskPattern.ask(registry, ToolRegistry.ListTools::new, PATIENCE, system.scheduler())
        .thenApply(tools -> new SupervisedTools(system, tools.lines()));
  }

  @Override
  public List<ToolDescriptor> descriptors() {
    return lines.values().stream().map(line -> line.entry().tool().descriptor()).toList();
  }

  @Override
  public Optional<ToolDescriptor> find(String name) {
    return Optional.ofNullable(lines.get(name)).map(line -> line.entry().tool().descriptor());
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    return new ProtectedCall(line(call.tool()), call, progress, system);
  }

  /** Every tool's breaker as it is now, in the order of the tools' names; sends no message. */
  public List<BreakerSnapshot> snapshots() {
    return lines.values().stream().map(line -> line.gate().snapshot()).toList();
  }

  /**
   * What became of a tool's calls; fails if its supervisor does not answer within {@code 5 s}.
   *
   * @throws IllegalArgumentException if there is no such tool
   */
  public CompletionStage<ToolStats> stats(String tool) {
    return AskPattern.ask(
        line(tool).supervisor(), ToolSupervisor.GetStats::new, PATIENCE, system.scheduler());
  }

  Line line(String tool) {
    Line line = lines.get(tool);
    if (line == null) {
      throw new IllegalArgumentException(
          "there is no tool '" + tool + "'; there are: " + String.join(", ", lines.keySet()));
    }
    return line;
  }
}
