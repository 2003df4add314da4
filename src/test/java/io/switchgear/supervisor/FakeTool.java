package io.switchgear.supervisor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Plan;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.Work;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A tool that plans as the test says. */
record FakeTool(String name, Function<ToolCall, CompletionStage<Plan>> planning) implements Tool {

  static FakeTool doing(String name, Work work) {
    return new FakeTool(name, call -> CompletableFuture.completedFuture(new Plan.Ready(work)));
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
  public CompletionStage<Plan> plan(ToolCall call) {
    return planning.apply(call);
  }
}
