package io.switchgear.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Content;
import io.switchgear.tool.Plan;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.Hints;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.Work;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A tool in one lambda. */
final class FixtureTool implements Tool {

  static final String NOTHING = "{'type':'object','additionalProperties':false}";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ToolDescriptor descriptor;
  private final Function<ToolCall, Plan> plan;

  private FixtureTool(ToolDescriptor descriptor, Function<ToolCall, Plan> plan) {
    this.descriptor = descriptor;
    this.plan = plan;
  }

  /**
   * @param schema of the arguments, in single quotes
   */
  static Tool planned(String name, String schema, Function<ToolCall, Plan> plan) {
    ToolDescriptor descriptor =
        new ToolDescriptor(
            name,
            name.replace('_', ' '),
            "Fixture of the conformance suite: " + name.replace('_', ' ') + ".",
            json(schema),
            Optional.empty(),
            new Hints(true, false, false, false));
    return new FixtureTool(descriptor, plan);
  }

  /** A tool whose work starts at once. */
  static Tool working(String name, String schema, Function<ToolCall, Work> work) {
    return planned(name, schema, call -> new Plan.Ready(work.apply(call)));
  }

  /** A tool that always answers the same. */
  static Tool fixed(String name, Content... content) {
    return working(name, NOTHING, call -> done(content));
  }

  static Plan answered(String text) {
    return new Plan.Ready(done(new Content.Text(text)));
  }

  static Work done(Content... content) {
    return Work.prompt((deadline, progress) -> ToolRun.completed(success(content)));
  }

  static ToolOutcome success(Content... content) {
    return new ToolOutcome.Success(new ToolOutput(List.of(content), Optional.empty()));
  }

  /** JSON in single quotes. */
  static ObjectNode json(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  @Override
  public ToolDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public Availability availability() {
    return new Availability.Available("built in", "");
  }

  @Override
  public CompletionStage<Plan> plan(ToolCall call) {
    return CompletableFuture.completedFuture(plan.apply(call));
  }
}
