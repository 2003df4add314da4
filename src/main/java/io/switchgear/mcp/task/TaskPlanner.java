package io.switchgear.mcp.task;

import io.switchgear.tool.Planning;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.arguments.InputSchema;
import io.switchgear.tool.arguments.InputSchema.Reading;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Plans calls as jobs, with the arguments as the tool's schema reads them. */
public final class TaskPlanner {

  private final Function<String, Optional<Tool>> tools;
  private final LongSupplier maxHosts;
  private final Map<String, Compiled> schemas = new ConcurrentHashMap<>();

  private record Compiled(ToolDescriptor tool, InputSchema schema) {}

  /**
   * @param tools by name, as they plan
   * @param maxHosts addresses that a job may have
   */
  public TaskPlanner(Function<String, Optional<Tool>> tools, LongSupplier maxHosts) {
    this.tools = tools;
    this.maxHosts = maxHosts;
  }

  CompletionStage<Planning> plan(ToolCall call) {
    Optional<Tool> tool = tools.apply(call.tool());
    if (tool.isEmpty()) {
      return refused("there is no such tool");
    }
    return switch (schema(tool.get().descriptor()).read(call.arguments())) {
      case Reading.Invalid invalid -> refused(invalid.message());
      case Reading.Valid valid ->
          tool.get().planJob(call.with(valid.arguments()), maxHosts.getAsLong());
    };
  }

  /** A reload replaces a tool's descriptor, and the new one has another schema. */
  private InputSchema schema(ToolDescriptor tool) {
    return schemas
        .compute(
            tool.name(),
            (name, known) ->
                known != null && known.tool() == tool
                    ? known
                    : new Compiled(tool, InputSchema.of(tool)))
        .schema();
  }

  private static CompletionStage<Planning> refused(String message) {
    return CompletableFuture.completedFuture(new Planning.Refused(new InvalidInput(message)));
  }
}
