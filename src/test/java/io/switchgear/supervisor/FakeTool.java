package io.switchgear.supervisor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A tool that plans as the test says. */
record FakeTool(
    String name,
    Function<ToolCall, CompletionStage<Planning>> planning,
    Function<ToolPlan, Work> works)
    implements Tool {

  /** A tool that never comes to run. */
  FakeTool(String name, Function<ToolCall, CompletionStage<Planning>> planning) {
    this(
        name,
        planning,
        plan -> {
          throw new AssertionError("runs a plan that was refused");
        });
  }

  static FakeTool doing(String name, Work work) {
    return new FakeTool(name, FakeTool::planned, plan -> work);
  }

  static CompletionStage<Planning> planned(ToolCall call) {
    return CompletableFuture.completedFuture(new Planning.Planned(ToolPlan.of(call)));
  }

  static CompletionStage<Planning> refused(ToolOutcome outcome) {
    return CompletableFuture.completedFuture(new Planning.Refused(outcome));
  }

  static ToolCall callOf(String tool, String id) {
    return new ToolCall(id, tool, JsonNodeFactory.instance.objectNode(), Caller.LOCAL);
  }

  @Override
  public ToolDescriptor descriptor() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    return new ToolDescriptor(
        name,
        name,
        "for tests",
        schema,
        Optional.empty(),
        new ToolDescriptor.Hints(true, false, true, false));
  }

  @Override
  public Availability availability() {
    return new Availability.Available("built in", "");
  }

  @Override
  public CompletionStage<Planning> plan(ToolCall call) {
    return planning.apply(call);
  }

  @Override
  public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
    return works.apply(plan).start(deadline, progress);
  }
}
