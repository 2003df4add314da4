package io.switchgear.front.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Does what the arguments say: fails with the message {@code fail}, takes {@code ms}, or, with
 * {@code hold}, reports that message at {@code done} of 100 and runs until it is stopped.
 */
record ScriptedTool(String name, String title, String description, Availability availability)
    implements Tool {

  @Override
  public ToolDescriptor descriptor() {
    return new ToolDescriptor(
        name,
        title,
        description,
        JsonNodeFactory.instance.objectNode().put("type", "object"),
        Optional.empty(),
        new ToolDescriptor.Hints(true, false, false, false));
  }

  @Override
  public CompletionStage<Planning> plan(ToolCall call) {
    return CompletableFuture.completedFuture(new Planning.Planned(ToolPlan.of(call)));
  }

  @Override
  public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
    return run(plan.arguments(), deadline, progress);
  }

  private static ToolRun run(ObjectNode script, Deadline deadline, Progress progress) {
    CompletableFuture<ToolOutcome> end = new CompletableFuture<>();
    if (script.has("hold")) {
      double total = script.has("done") ? 100 : Double.NaN;
      progress.report(script.path("done").asDouble(), total, script.path("hold").asText());
    } else {
      ToolOutcome outcome =
          script.has("fail")
              ? new ToolOutcome.Failed(Fault.CRASHED, script.path("fail").asText(), ToolOutput.NONE)
              : new ToolOutcome.Success(ToolOutput.text("done"));
      end.completeOnTimeout(outcome, script.path("ms").asLong(1), TimeUnit.MILLISECONDS);
    }
    return new ToolRun() {
      @Override
      public CompletionStage<ToolOutcome> outcome() {
        return end;
      }

      @Override
      public void stop(StopReason reason) {
        end.complete(new ToolOutcome.Cancelled("it was stopped", ToolOutput.NONE));
      }
    };
  }
}
