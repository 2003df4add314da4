package io.switchgear.mcp.task;

import io.switchgear.scan.plan.JobArguments;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.arguments.InputSchema.Reading;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Plans calls as jobs, with the arguments as the tool's schema reads them. */
public final class TaskPlanner {

  private final Function<String, Optional<Tool>> tools;
  private final LongSupplier maxHosts;
  private final JobArguments arguments = new JobArguments();

  /**
   * @param tools by name, as they plan
   * @param maxHosts addresses that a job may have
   */
  public TaskPlanner(Function<String, Optional<Tool>> tools, LongSupplier maxHosts) {
    this.tools = tools;
    this.maxHosts = maxHosts;
  }

  CompletionStage<Planning> plan(ToolCall call) {
    return plan(call, List.of());
  }

  /**
   * @param exclude exclusions besides those in the arguments
   */
  CompletionStage<Planning> plan(ToolCall call, List<String> exclude) {
    Optional<Tool> tool = tools.apply(call.tool());
    if (tool.isEmpty()) {
      return refused("there is no such tool");
    }
    return switch (arguments.read(tool.get().descriptor(), call.arguments(), exclude)) {
      case Reading.Invalid invalid -> refused(invalid.message());
      case Reading.Valid valid ->
          tool.get().planJob(call.with(valid.arguments()), maxHosts.getAsLong());
    };
  }

  private static CompletionStage<Planning> refused(String message) {
    return CompletableFuture.completedFuture(new Planning.Refused(new InvalidInput(message)));
  }
}
